package dev.triggo.template;

/** A template that could be read but not evaluated; the message is for the workflow's author. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TemplateException(String message) {
        super(message, null, false, false);
    }
}
