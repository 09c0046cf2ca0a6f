package dev.triggo.engine;

/** Codes of step errors that the engine itself acts on or gives. */
public final class StepCodes {
    public static final String TIMEOUT = "TIMEOUT";
    public static final String RATE_LIMITED = "RATE_LIMITED";
    public static final String EGRESS_DENIED = "EGRESS_DENIED";
    public static final String STEP_OUTCOME_UNKNOWN = "STEP_OUTCOME_UNKNOWN";
    public static final String VALUE_UNREADABLE = "VALUE_UNREADABLE";
    public static final String TEMPLATE_FAILED = "TEMPLATE_FAILED";
    public static final String OUTPUT_TOO_LARGE = "OUTPUT_TOO_LARGE";
    public static final String NODE_FAULT = "NODE_FAULT";

    private StepCodes() {}
}
