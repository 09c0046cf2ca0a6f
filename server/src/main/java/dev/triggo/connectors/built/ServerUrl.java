package dev.triggo.connectors.built;

import dev.triggo.connectors.built.ServerPlan.Variable;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.Props;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The address of one call: from the document, with its variables filled in; no input can make it another host. */
final class ServerUrl {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]{1,64})\\}");
    private static final Pattern IN_HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final Pattern IN_PATH = Pattern.compile("[A-Za-z0-9._~-]{1,200}(/[A-Za-z0-9._~-]{1,200}){0,20}");

    private final BuiltConnector connector;
    private final BuiltOperation operation;

    ServerUrl(BuiltConnector connector, BuiltOperation operation) {
        this.connector = connector;
        this.operation = operation;
    }

    /** Without a slash at its end. */
    String base(Props props, Credential credential) throws ConnectorError {
        List<String> own = operation.servers();
        String url = own.isEmpty() ? chosen(told(ServerPlan.CHOICE, props, credential)) : own.getFirst();
        var whole = new StringBuilder();
        Matcher holes = VARIABLE.matcher(url);
        int from = 0;
        while (holes.find()) {
            whole.append(url, from, holes.start());
            whole.append(value(holes.group(1), whole.toString(), props, credential));
            from = holes.end();
        }
        String address = whole.append(url, from, url.length()).toString();
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    private String chosen(String given) throws ConnectorError {
        List<String> urls = connector.servers().urls();
        if (given.isEmpty()) {
            return urls.getFirst();
        }
        if (urls.contains(given)) {
            return given;
        }
        throw OperationCall.refused("The server is not one of those that the connector knows.");
    }

    private String value(String variable, String before, Props props, Credential credential) throws ConnectorError {
        Variable known = connector.servers().variables().get(variable);
        String given = told(ServerPlan.field(variable), props, credential);
        String otherwise = known == null ? null : known.otherwise();
        String value = given.isEmpty() ? otherwise == null ? "" : otherwise : given;
        boolean isBase = variable.equals(ServerPlan.BASE) && before.isEmpty();
        boolean fits = isBase
                ? Words.isUrl(value) && value.indexOf('?') < 0 && !climbs(value)
                : before.isEmpty()
                        ? value.equals("https") || value.equals("http")
                        : before.indexOf('/', before.indexOf("://") + 3) < 0
                                ? IN_HOST.matcher(value).matches()
                                : IN_PATH.matcher(value).matches() && !climbs(value);
        boolean offered =
                known == null || known.options().isEmpty() || known.options().contains(value);
        if (!fits || !offered) {
            throw OperationCall.refused("%s, a part of the service's address, %s."
                    .formatted(
                            ServerPlan.field(variable),
                            value.isEmpty() ? "is missing" : "is not what can stand there"));
        }
        return isBase && value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    }

    private static boolean climbs(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return true;
            }
        }
        return false;
    }

    /** The host that an address leads to, as egress rules write it; null when nothing of it can be told. */
    static @Nullable String host(String address, ServerPlan servers, Map<String, ?> fields) {
        var whole = new StringBuilder();
        Matcher holes = VARIABLE.matcher(address);
        int from = 0;
        while (holes.find()) {
            Object given = fields.get(ServerPlan.field(holes.group(1)));
            Variable known = servers.variables().get(holes.group(1));
            String value = given != null ? given.toString() : known == null ? null : known.otherwise();
            whole.append(address, from, holes.start()).append(value == null ? "*" : value);
            from = holes.end();
        }
        String url = whole.append(address, from, address.length()).toString();
        int begin = url.indexOf("://");
        if (begin < 0) {
            return null;
        }
        String authority = url.substring(begin + 3).split("[/?#]", 2)[0].toLowerCase(Locale.ROOT);
        int unknown = authority.lastIndexOf('*');
        if (unknown < 0) {
            return authority;
        }
        int dot = authority.indexOf('.', unknown);
        return dot < 0 || authority.indexOf('.', dot + 1) < 0 ? null : "*" + authority.substring(dot);
    }

    /** By the connection; only a connector without connections asks in the input. */
    private String told(String field, Props props, Credential credential) throws ConnectorError {
        return switch (credential) {
            case Credential.Fields fields -> fields.text(field);
            case Credential.OAuth2 token -> {
                Map<String, ?> told = token.props();
                Object value = told.get(field);
                yield value == null ? "" : value.toString();
            }
            case Credential.Secret secret -> "";
            case Credential.None none -> {
                for (ParameterPlan parameter : operation.parameters()) {
                    if (parameter.place() == ParameterPlan.Place.SERVER
                            && parameter.name().equals(field)) {
                        yield props.text(parameter.field(), "");
                    }
                }
                yield "";
            }
        };
    }
}
