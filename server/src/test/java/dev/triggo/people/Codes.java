package dev.triggo.people;

/** What an authenticator shows, for tests of other packages. */
public final class Codes {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Codes() {}

    /** The code of this moment, for a secret as it was given to be typed. */
    public static String now(String secret) {
        return at(secret, System.currentTimeMillis());
    }

    static String at(String secret, long epochMillis) {
        return Totp.code(decoded(secret), Totp.step(epochMillis));
    }

    static byte[] decoded(String base32) {
        var bytes = new byte[base32.length() * 5 / 8];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (char c : base32.toCharArray()) {
            held = (held << 5 | BASE32.indexOf(c)) & 0xfff;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (held >> bits);
            }
        }
        return bytes;
    }
}
