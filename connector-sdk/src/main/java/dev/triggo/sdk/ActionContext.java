package dev.triggo.sdk;

import java.time.Clock;

/** What an action is handed when it runs. */
public interface ActionContext {
    /** The checked input, with defaults. */
    Props props();

    /** What to sign in with, of the shape that the connector's {@link Auth} asks for. */
    Credential credential();

    /** What is kept between calls: of the workspace, for this connector and connection. */
    KeyValues store();

    /** The only way out. */
    HttpCalls http();

    /** JSON text in and out. */
    JsonText json();

    /** Lines that are kept with the step. */
    Log log();

    /** The run that the call belongs to. */
    RunInfo run();

    /** The time; use no other, so that tests can set it. */
    Clock clock();
}
