package com.example.weather;

import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorProvider;
import java.util.List;

/** Named in META-INF/services: the server asks it for the connectors of this jar. */
public final class WeatherProvider implements ConnectorProvider {
    @Override
    public List<Connector> connectors() {
        return List.of(new Weather("https://api.open-meteo.com").connector(), new Station().connector());
    }
}
