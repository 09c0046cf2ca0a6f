package dev.triggo.testing;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Secrets of every kind that is known by its shape, made up and put together here so that no scanner takes this file for a
 * leak. Each has a part that stands nowhere else: the canary.
 */
public final class PlantedSecrets {
    private PlantedSecrets() {}

    private static final String LETTERS = "q7Xw3Zt9Kb2Lm8Np4Rs6Vd1Fg5Hj0Yc";
    private static final String HEX = "3f9a1c7e5b2d8f4a6c0e9b7d1f3a5c8e";

    private static String letters(int count) {
        return LETTERS.repeat(1 + count / LETTERS.length()).substring(0, count);
    }

    private static String hex(int count) {
        return HEX.repeat(1 + count / HEX.length()).substring(0, count);
    }

    private static String upper(int count) {
        return letters(count).toUpperCase(java.util.Locale.ROOT);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** By kind: the text as it is met, and within it the part that must not be seen again. */
    public static Map<String, Planted> all() {
        var all = new LinkedHashMap<String, Planted>();
        token(all, "triggo", "trg_", letters(32));
        token(all, "aws", "AKIA", upper(16));
        token(all, "aws-session", "ASIA", upper(16));
        token(all, "github-classic", "ghp_", letters(36));
        token(all, "github-oauth", "gho_", letters(36));
        token(all, "github-app", "ghs_", letters(36));
        token(all, "github-fine", "github" + "_pat_", letters(22) + "_" + letters(59));
        token(all, "gitlab", "glpat-", letters(20));
        token(all, "gitlab-runner", "glrt-", letters(20));
        token(all, "slack-bot", "xoxb-", "123456789012-123456789012-" + letters(24));
        token(all, "slack-app", "xapp-", "1-A012-" + letters(40));
        token(all, "stripe-live", "sk_" + "live_", letters(24));
        token(all, "stripe-restricted", "rk_" + "live_", letters(24));
        token(all, "stripe-webhook", "whsec_", letters(32));
        token(all, "openai", "sk-", letters(48));
        token(all, "openai-project", "sk-proj-", letters(60));
        token(all, "anthropic", "sk-ant-api03-", letters(80));
        token(all, "google-api", "AIza", letters(35));
        token(all, "google-oauth", "ya29.", letters(60));
        token(all, "google-client", "GOCSPX-", letters(28));
        token(all, "twilio", "SK", hex(32));
        token(all, "sendgrid", "SG.", letters(22) + "." + letters(43));
        token(all, "npm", "npm_", letters(36));
        token(all, "pypi", "pypi-AgE", letters(60));
        token(all, "huggingface", "hf_", letters(34));
        token(all, "databricks", "dapi", hex(32));
        token(all, "digitalocean", "dop_v1_", hex(64));
        token(all, "doppler", "dp.pt.", letters(43));
        token(all, "vault", "hvs.", letters(24));
        token(all, "shopify", "shpat_", hex(32));
        token(all, "square", "sq0atp-", letters(22));
        token(all, "mailgun", "key-", hex(32));
        token(all, "brevo", "xkeysib-", hex(64) + "-" + letters(16));
        token(all, "linear", "lin_api_", letters(40));
        token(all, "notion", "ntn_", letters(46));
        token(all, "figma", "figd_", letters(40));
        token(all, "docker", "dckr_pat_", letters(27));
        token(all, "grafana", "glsa_", letters(32) + "_" + hex(8));
        token(all, "newrelic", "NRAK-", upper(27));
        token(all, "postman", "PMAK-", hex(24) + "-" + hex(34));
        token(all, "planetscale", "pscale_tkn_", letters(43));
        token(all, "groq", "gsk_", letters(52));
        token(all, "replicate", "r8_", letters(37));
        token(all, "sentry", "sntrys_", letters(60));
        token(all, "atlassian", "ATATT3xFf", letters(60));
        token(all, "airtable", "pat", letters(14) + "." + hex(64));
        token(all, "razorpay", "rzp_live_", letters(14));
        put(all, "telegram", "8123456789:AA" + letters(33), letters(33));
        put(all, "mailchimp", hex(32) + "-us12", hex(32));
        put(all, "azure", "abc8Q~" + letters(34), letters(34));
        put(all, "terraform", letters(14) + ".atlasv1." + letters(60), letters(60));
        put(all, "bearer", "Bearer " + letters(30), letters(30));
        put(all, "basic", "Basic " + base64("ada:" + letters(12)), base64("ada:" + letters(12)));
        String payload = base64("{\"sub\":\"ada\",\"canary\":\"" + letters(9) + "\"}");
        put(all, "jwt", base64("{\"alg\":\"HS256\"}") + "." + payload + "." + letters(43), payload);
        put(
                all,
                "private-key",
                "-----BEGIN RSA PRIVATE" + " KEY-----\nMIIE" + letters(60) + "\n" + letters(64)
                        + "\n-----END RSA PRIVATE KEY-----",
                letters(60));
        put(all, "url-password", "postgres://app:" + letters(18) + "@db.example.com:5432/app", letters(18));
        put(all, "connection-string", "Server=db;User Id=app;Password=" + letters(15) + ";Encrypt=true", letters(15));
        put(all, "azure-storage", "AccountName=a;AccountKey=" + letters(40) + "==;End=1", letters(40));
        put(all, "form", "grant_type=password&client_secret=" + letters(21) + "&scope=a", letters(21));
        put(all, "json-in-text", "{\"user\": \"ada\", \"api_key\": \"" + letters(17) + "\"}", letters(17));
        put(all, "json-in-json", "{\\\"user\\\": 1, \\\"password\\\": \\\"" + letters(13) + "\\\"}", letters(13));
        put(all, "header-line", "GET / HTTP/1.1\r\nX-Api-Key: " + letters(19) + "\r\n", letters(19));
        put(all, "cookie-line", "Cookie: sid=" + letters(23) + "; theme=dark", letters(23));
        put(all, "slack-hook", "https://hooks.slack.com/services/T01/B02/" + letters(24), letters(24));
        put(all, "discord-hook", "https://discord.com/api/webhooks/123456/" + letters(28), letters(28));
        return all;
    }

    /** A text that holds a secret; the canary is the part of it that must be found nowhere. */
    public record Planted(String text, String canary) {}

    private static void token(Map<String, Planted> all, String kind, String prefix, String body) {
        put(all, kind, prefix + body, body);
    }

    private static void put(Map<String, Planted> all, String kind, String text, String canary) {
        all.put(kind, new Planted(text, canary));
    }
}
