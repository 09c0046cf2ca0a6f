package dev.triggo.connectors.jars;

/** Why a jar is left out, in a sentence for the operator. */
final class JarRefused extends Exception {
    private static final long serialVersionUID = 1L;

    JarRefused(String sentence) {
        super(sentence, null, false, false);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
