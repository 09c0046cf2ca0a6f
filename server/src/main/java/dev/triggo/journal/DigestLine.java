package dev.triggo.journal;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.Times;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A line of the digests: where the journals of some runs ended when it was written, chained to the line before it and
 * signed.
 *
 * @param number from 1, without gaps
 * @param before the signature of the line before; empty for the first
 */
record DigestLine(long number, String at, Kind kind, List<Head> heads, String before, String mac) {
    enum Kind {
        /** They have grown to here. */
        GROWN,
        /** They are about to be deleted, by retention. */
        RETIRED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static DigestLine sign(SecretKeySpec key, @Nullable DigestLine before, long now, Kind kind, List<Head> heads) {
        long number = before == null ? 1 : before.number + 1;
        var unsigned = new DigestLine(number, Times.iso(now), kind, heads, before == null ? "" : before.mac, "");
        return new DigestLine(number, unsigned.at, kind, heads, unsigned.before, mac(key, unsigned.body()));
    }

    /** Null when this is no such line, or another key signed it, or somebody changed it. */
    static @Nullable DigestLine read(SecretKeySpec key, String text) {
        try {
            if (Json.parse(text) instanceof Json.Obj line
                    && line.text("mac") instanceof String mac
                    && line.get("runs") instanceof Json.Arr runs
                    && line.get("n") instanceof Json.Num number) {
                byte[] due = mac(key, line.without("mac")).getBytes(StandardCharsets.UTF_8);
                if (MessageDigest.isEqual(due, mac.getBytes(StandardCharsets.UTF_8))) {
                    return new DigestLine(
                            number.value().longValueExact(),
                            String.valueOf(line.text("at")),
                            Kind.RETIRED.wireName().equals(line.text("kind")) ? Kind.RETIRED : Kind.GROWN,
                            heads(runs),
                            String.valueOf(line.text("before")),
                            mac);
                }
            }
            return null;
        } catch (Problem | ArithmeticException noLine) {
            return null;
        }
    }

    private static List<Head> heads(Json.Arr runs) {
        var heads = new ArrayList<Head>();
        for (Json run : runs.items()) {
            if (run instanceof Json.Obj head) {
                heads.add(new Head(
                        new RunId(String.valueOf(head.text("run"))),
                        Journal.number(head, "seq"),
                        String.valueOf(head.text("hash"))));
            }
        }
        return heads;
    }

    private Json.Obj body() {
        var runs = new ArrayList<Json>();
        for (Head head : heads) {
            runs.add(Json.object()
                    .put("run", head.run().value())
                    .put("seq", head.seq())
                    .put("hash", head.hash())
                    .build());
        }
        return Json.object()
                .put("n", number)
                .put("at", at)
                .put("kind", kind.wireName())
                .put("count", runs.size())
                .put("runs", Json.array(runs))
                .put("before", before)
                .build();
    }

    String write() {
        return body().with("mac", Json.of(mac)).write();
    }

    private static String mac(SecretKeySpec key, Json.Obj body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(body.write().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
