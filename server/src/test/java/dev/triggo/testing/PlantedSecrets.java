package dev.triggo.testing;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Secrets of every kind that is known by its shape, made up and put together here so that no scanner takes this file for a
 * leak. Each has a part that stands nowhere else: the canary.
 */
public final class PlantedSecrets {
    private static final String LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final String HEX = "0123456789abcdef";

    private final Random random = new Random(4711);
    private final Map<String, Planted> all = new LinkedHashMap<>();

    private PlantedSecrets() {}

    private String letters(int count) {
        return some(LETTERS, count - 1) + "7";
    }

    private String hex(int count) {
        return some(HEX, count);
    }

    private String some(String of, int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(of.charAt(random.nextInt(of.length())));
        }
        return text.toString();
    }

    private String upper(int count) {
        return letters(count).toUpperCase(java.util.Locale.ROOT);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** By kind: the text as it is met, and within it the part that must not be seen again. */
    public static Map<String, Planted> all() {
        var secrets = new PlantedSecrets();
        secrets.issued();
        secrets.carried();
        return Collections.unmodifiableMap(secrets.all);
    }

    private void issued() {
        token("triggo", "trg_", letters(32));
        token("aws", "AKIA", upper(16));
        token("aws-session", "ASIA", upper(16));
        token("github-classic", "ghp_", letters(36));
        token("github-oauth", "gho_", letters(36));
        token("github-app", "ghs_", letters(36));
        token("github-fine", "github" + "_pat_", letters(22) + "_" + letters(59));
        token("gitlab", "glpat-", letters(20));
        token("gitlab-runner", "glrt-", letters(20));
        token("slack-bot", "xoxb-", "123456789012-123456789012-" + letters(24));
        token("slack-app", "xapp-", "1-A012-" + letters(40));
        token("stripe-live", "sk_" + "live_", letters(24));
        token("stripe-restricted", "rk_" + "live_", letters(24));
        token("stripe-webhook", "whsec_", letters(32));
        token("openai", "sk-", letters(48));
        token("openai-project", "sk-proj-", letters(60));
        token("anthropic", "sk-ant-api03-", letters(80));
        token("google-api", "AIza", letters(35));
        token("google-oauth", "ya29.", letters(60));
        token("google-client", "GOCSPX-", letters(28));
        token("twilio", "SK", hex(32));
        token("sendgrid", "SG.", letters(22) + "." + letters(43));
        token("npm", "npm_", letters(36));
        token("pypi", "pypi-AgE", letters(60));
        token("huggingface", "hf_", letters(34));
        token("databricks", "dapi", hex(32));
        token("digitalocean", "dop_v1_", hex(64));
        token("doppler", "dp.pt.", letters(43));
        token("vault", "hvs.", letters(24));
        token("shopify", "shpat_", hex(32));
        token("square", "sq0atp-", letters(22));
        token("mailgun", "key-", hex(32));
        token("brevo", "xkeysib-", hex(64) + "-" + letters(16));
        token("linear", "lin_api_", letters(40));
        token("notion", "ntn_", letters(46));
        token("figma", "figd_", letters(40));
        token("docker", "dckr_pat_", letters(27));
        token("grafana", "glsa_", letters(32) + "_" + hex(8));
        token("newrelic", "NRAK-", upper(27));
        token("postman", "PMAK-", hex(24) + "-" + hex(34));
        token("planetscale", "pscale_tkn_", letters(43));
        token("groq", "gsk_", letters(52));
        token("replicate", "r8_", letters(37));
        token("sentry", "sntrys_", letters(60));
        token("atlassian", "ATATT3xFf", letters(60));
        token("airtable", "pat", letters(14) + "." + hex(64));
        token("razorpay", "rzp_live_", letters(14));
    }

    private void carried() {
        carry("telegram", letters(33), "8123456789:AA", "");
        carry("mailchimp", hex(32), "", "-us12");
        carry("azure", letters(34), "abc8Q~", "");
        carry("terraform", letters(60), letters(14) + ".atlasv1.", "");
        carry("bearer", letters(30), "Bearer ", "");
        carry("basic", base64("ada:" + letters(12)), "Basic ", "");
        carry(
                "jwt",
                base64("{\"sub\":\"ada\",\"canary\":\"" + letters(9) + "\"}"),
                base64("{\"alg\":\"HS256\"}") + ".",
                "." + letters(43));
        carry(
                "private-key",
                letters(60),
                "-----BEGIN RSA PRIVATE" + " KEY-----\nMIIE",
                "\n" + letters(64) + "\n-----END RSA PRIVATE KEY-----");
        carry("url-password", letters(18), "postgres://app:", "@db.example.com:5432/app");
        carry("connection-string", letters(15), "Server=db;User Id=app;Password=", ";Encrypt=true");
        carry("azure-storage", letters(40), "AccountName=a;AccountKey=", "==;End=1");
        carry("form", letters(21), "grant_type=password&client_secret=", "&scope=a");
        carry("json-in-text", letters(17), "{\"user\": \"ada\", \"api_key\": \"", "\"}");
        carry("json-in-json", letters(13), "{\\\"user\\\": 1, \\\"password\\\": \\\"", "\\\"}");
        carry("header-line", letters(19), "GET / HTTP/1.1\r\nX-Api-Key: ", "\r\n");
        carry("cookie-line", letters(23), "Cookie: sid=", "; theme=dark");
        carry("slack-hook", letters(24), "https://hooks.slack.com/services/T01/B02/", "");
        carry("discord-hook", letters(28), "https://discord.com/api/webhooks/123456/", "");
    }

    private void carry(String kind, String canary, String before, String after) {
        put(kind, before + canary + after, canary);
    }

    /** A text that holds a secret; the canary is the part of it that must be found nowhere. */
    public record Planted(String text, String canary) {}

    private void token(String kind, String prefix, String body) {
        put(kind, prefix + body, body);
    }

    private void put(String kind, String text, String canary) {
        all.put(kind, new Planted(text, canary));
    }
}
