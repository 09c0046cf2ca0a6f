package dev.triggo.sandbox;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How the two processes speak: a letter, then texts, each with its length before it. */
final class Frames {
    static final char READY = 'R';
    static final char CALL = 'C';
    static final char LOG = 'L';
    static final char DONE = 'D';
    static final char FAILED = 'F';

    /** Bytes of one text: more than any input or output may have. */
    private static final int LONGEST = 32 << 20;

    private Frames() {}

    static void write(DataOutputStream out, char letter, String... texts) throws IOException {
        out.writeByte(letter);
        out.writeByte(texts.length);
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        out.flush();
    }

    /** Throws EOFException at the end, and IOException for what is no frame. */
    static Frame read(DataInputStream in) throws IOException {
        char letter = (char) in.readUnsignedByte();
        var texts = new String[in.readUnsignedByte()];
        for (int i = 0; i < texts.length; i++) {
            int length = in.readInt();
            if (length < 0 || length > LONGEST) {
                throw new IOException("a frame of " + length + " bytes");
            }
            texts[i] = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }
        return new Frame(letter, texts);
    }

    record Frame(char letter, String[] texts) {
        String text(int index) {
            return index < texts.length ? texts[index] : "";
        }
    }
}
