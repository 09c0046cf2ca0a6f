package dev.triggo.redaction;

import static dev.triggo.redaction.Chars.ALNUM;
import static dev.triggo.redaction.Chars.BASE64;
import static dev.triggo.redaction.Chars.DIGIT;
import static dev.triggo.redaction.Chars.HEX;
import static dev.triggo.redaction.Chars.TOKEN;
import static dev.triggo.redaction.Chars.UPPER;
import static dev.triggo.redaction.Chars.URL64;
import static dev.triggo.redaction.Chars.WORD;

import java.util.ArrayList;
import java.util.List;

/** How the secrets of well-known issuers look. */
final class Shapes {
    private static final Chars NO_USERINFO = Chars.of("\t\r\n \"'/?#<>[\\");
    private static final int LONGEST_USERINFO = 512;

    private final List<Rule> rules = new ArrayList<>();

    static List<Rule> all() {
        var shapes = new Shapes();
        shapes.ours();
        shapes.clouds();
        shapes.code();
        shapes.models();
        shapes.money();
        shapes.talk();
        shapes.tools();
        shapes.carriers();
        return shapes.rules;
    }

    private void ours() {
        tokens("triggo-key", URL64, 20, "trg_");
    }

    private void clouds() {
        tokens("aws-key", UPPER, 16, "AKIA", "ASIA", "ABIA", "ACCA", "AROA", "AIDA", "AGPA", "ANPA");
        tokens("google-key", URL64, 30, "AIza");
        tokens("google-secret", URL64, 20, "GOCSPX-");
        tokens("google-token", Chars.of("A-Za-z0-9._-"), 20, "ya29.");
        tokens("google-token", URL64, 30, "1//0");
        tokens("digitalocean-token", HEX, 40, "dop_v1_", "doo_v1_", "dor_v1_");
        tokens("alibaba-key", ALNUM, 16, "LTAI");
        tokens("heroku-key", URL64, 30, "HRKU-");
        tokens("fly-token", BASE64, 30, "fo1_", "fm2_", "fm1r_");
        tokens("supabase-key", URL64, 20, "sbp_", "sb_secret_");
        tokens("planetscale-key", Chars.of("A-Za-z0-9._=-"), 30, "pscale_tkn_", "pscale_pw_", "pscale_oauth_");
        tokens("databricks-token", HEX, 32, "dapi");
        tokens("doppler-token", ALNUM, 30, "dp.pt.", "dp.st.", "dp.sa.", "dp.ct.");
        tokens("vault-token", URL64, 20, "hvs.", "hvb.", "hvr.");
        tokens("pulumi-token", HEX, 40, "pul-");
        tokens("cloudflare-key", HEX, 24, "v1.0-");
        Chars azure = Chars.of("A-Za-z0-9_~.-");
        rule("azure-secret", "Q~", (text, at, end, floor) -> {
            boolean sound =
                    at - floor >= 4 && DIGIT.has(text.charAt(at - 1)) && azure.start(text, at, floor, 4) == at - 4;
            int to = sound ? azure.end(text, end) : end;
            return to - end >= 31 ? Rule.span(at - 4, to) : Rule.NOTHING;
        });
        rule("terraform-token", ".atlasv1.", (text, at, end, floor) -> {
            int from = ALNUM.start(text, at, floor, 14);
            int to = URL64.end(text, end);
            return at - from == 14 && to - end >= 40 ? Rule.span(from, to) : Rule.NOTHING;
        });
    }

    private void code() {
        tokens("github-token", ALNUM, 30, "ghp_", "gho_", "ghu_", "ghs_", "ghr_");
        tokens("github-token", WORD, 22, "github_pat_");
        tokens("gitlab-token", Chars.of("A-Za-z0-9._-"), 20, "glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-");
        tokens("gitlab-token", Chars.of("A-Za-z0-9._-"), 20, "glimt-", "glagent-", "glsoat-", "gloas-");
        tokens("npm-token", ALNUM, 30, "npm_");
        tokens("pypi-token", URL64, 40, "pypi-AgE");
        tokens("rubygems-key", HEX, 40, "rubygems_");
        tokens("clojars-token", ALNUM, 40, "CLOJARS_");
        tokens("docker-token", URL64, 20, "dckr_pat_", "dckr_oat_");
        tokens("artifactory-key", ALNUM, 60, "AKCp");
        tokens("atlassian-token", BASE64, 40, "ATATT3", "ATCTT3", "ATBB");
        tokens("postman-key", URL64, 40, "PMAK-");
        tokens("sentry-token", Chars.of("A-Za-z0-9+/=_-"), 30, "sntrys_", "sntryu_");
        tokens("grafana-token", BASE64, 30, "glsa_", "glc_");
        tokens("newrelic-key", URL64, 18, "NRAK-", "NRJS-", "NRII-", "NRRA-");
    }

    private void models() {
        tokens("anthropic-key", URL64, 20, "sk-ant-");
        tokens("openai-key", URL64, 20, "sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-");
        tokens("huggingface-token", ALNUM, 30, "hf_", "api_org_");
        tokens("groq-key", ALNUM, 40, "gsk_");
        tokens("perplexity-key", ALNUM, 40, "pplx-");
        tokens("xai-key", ALNUM, 60, "xai-");
        tokens("replicate-token", ALNUM, 30, "r8_");
        // Also the plain form of several that took it over; a slug such as sk-some-long-name has no digit.
        rule("openai-key", "sk-", (text, at, end, floor) -> {
            if (isWithin(text, at, floor)) {
                return Rule.NOTHING;
            }
            for (String other : List.of("ant-", "proj-", "svcacct-", "admin-", "None-")) {
                if (text.startsWith(other, end)) {
                    return Rule.NOTHING;
                }
            }
            int to = URL64.end(text, end);
            return to - end >= 20 && (to - end >= 64 || hasDigit(text, end, to)) ? Rule.span(at, to) : Rule.NOTHING;
        });
    }

    private void money() {
        tokens("stripe-key", ALNUM, 16, "sk_live_", "sk_test_", "rk_live_", "rk_test_");
        tokens("webhook-secret", BASE64, 20, "whsec_");
        tokens("square-token", URL64, 20, "sq0atp-", "sq0csp-");
        tokens("square-token", URL64, 50, "EAAA");
        tokens("shopify-token", HEX, 32, "shpat_", "shpca_", "shppa_", "shpss_");
        tokens("razorpay-key", ALNUM, 14, "rzp_live_", "rzp_test_");
        tokens("facebook-token", ALNUM, 80, "EAA");
        tokens("plaid-token", URL64, 30, "access-sandbox-", "access-development-", "access-production-");
    }

    private void talk() {
        Chars slack = Chars.of("A-Za-z0-9.-");
        tokens("slack-token", slack, 10, "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxc-", "xoxd-", "xoxe-");
        tokens("slack-token", slack, 10, "xoxe.", "xapp-");
        paths("slack-webhook", "hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/");
        paths("discord-webhook", "discord.com/api/webhooks/", "discordapp.com/api/webhooks/");
        paths("teams-webhook", "webhook.office.com/webhookb2/");
        tokens("twilio-key", HEX, 32, "SK");
        rule("sendgrid-key", "SG.", (text, at, end, floor) -> {
            int dot = end + 22;
            boolean sound = !isWithin(text, at, floor)
                    && dot < text.length()
                    && text.charAt(dot) == '.'
                    && URL64.start(text, dot, end, 22) == end;
            int to = sound ? URL64.end(text, dot + 1) : 0;
            return sound && to - dot > 30 ? Rule.span(at, to) : Rule.NOTHING;
        });
        tokens("mailgun-key", HEX, 32, "key-");
        tokens("brevo-key", URL64, 60, "xkeysib-", "xsmtpsib-");
        rule("mailchimp-key", "-us", (text, at, end, floor) -> {
            int from = HEX.start(text, at, floor, 32);
            int to = DIGIT.end(text, end);
            return at - from == 32 && to > end ? Rule.span(from, to) : Rule.NOTHING;
        });
        rule("telegram-token", ":AA", (text, at, end, floor) -> {
            int from = DIGIT.start(text, at, floor, 11);
            int to = URL64.end(text, end);
            return at - from >= 8 && to - end >= 32 ? Rule.span(from, to) : Rule.NOTHING;
        });
    }

    private void tools() {
        tokens("linear-key", ALNUM, 30, "lin_api_", "lin_oauth_");
        tokens("notion-token", ALNUM, 40, "ntn_", "secret_");
        tokens("figma-token", URL64, 30, "figd_", "figo_");
        tokens("typeform-token", URL64, 30, "tfp_");
        tokens("contentful-token", URL64, 40, "CFPAT-");
        tokens("dropbox-token", URL64, 100, "sl.");
        tokens("age-key", UPPER, 50, "AGE-SECRET-KEY-1");
        tokens("twitter-token", Chars.of("A-Za-z0-9%"), 60, "AAAAAAAAAAAAAAAAAAAAA");
        rule("airtable-token", "pat", (text, at, end, floor) -> {
            int dot = end + 14;
            boolean sound = !isWithin(text, at, floor)
                    && dot < text.length()
                    && text.charAt(dot) == '.'
                    && ALNUM.start(text, dot, end, 14) == end;
            int to = sound ? HEX.end(text, dot + 1) : 0;
            return sound && to - dot > 60 ? Rule.span(at, to) : Rule.NOTHING;
        });
    }

    /** Secrets that are told by what they stand in. */
    private void carriers() {
        rules.add(new Rule("bearer ", false, "bearer", Shapes::afterScheme));
        rules.add(new Rule("basic ", false, "basic-auth", Shapes::afterScheme));
        rules.add(new Rule("://", true, "url-password", Shapes::userinfo));
        rule("jwt", "eyJ", Shapes::jwt);
        rule("private-key", "-----BEGIN ", Shapes::pem);
    }

    private static long afterScheme(String text, int at, int end, int floor) {
        int to = isWithin(text, at, floor) ? end : TOKEN.end(text, end);
        boolean sound = to - end >= 20 || (to - end >= 8 && hasDigit(text, end, to));
        return sound ? Rule.span(end, to) : Rule.NOTHING;
    }

    /** The password before a URL's host, or what stands there alone and is too long for a name. */
    private static long userinfo(String text, int at, int end, int floor) {
        int colon = -1;
        int last = -1;
        int to = Math.min(text.length(), end + LONGEST_USERINFO);
        for (int i = end; i < to && !NO_USERINFO.has(text.charAt(i)); i++) {
            if (text.charAt(i) == ':' && colon < 0 && last < 0) {
                colon = i;
            } else if (text.charAt(i) == '@') {
                last = i;
            }
        }
        int from = colon < 0 ? end : colon + 1;
        return last - from >= (colon < 0 ? 20 : 1) ? Rule.span(from, last) : Rule.NOTHING;
    }

    /** Three parts or five; begins only where a run of its characters does, so that none is read twice. */
    private static long jwt(String text, int at, int end, int floor) {
        if (at > floor && URL64.has(text.charAt(at - 1)) && !Chars.endsEscape(text, at, floor)) {
            return Rule.NOTHING;
        }
        int first = URL64.end(text, end);
        if (first - end < 8 || first == text.length() || text.charAt(first) != '.') {
            return Rule.NOTHING;
        }
        int to = URL64.end(text, first + 1);
        if (to - first < 8 || to == text.length() || text.charAt(to) != '.') {
            return Rule.NOTHING;
        }
        while (to < text.length() && text.charAt(to) == '.') {
            to = URL64.end(text, to + 1);
        }
        return Rule.span(at, to);
    }

    /** To its end line; where that is missing, all that follows may be key. */
    private static long pem(String text, int at, int end, int floor) {
        String head = text.substring(end, Math.min(text.length(), end + 40));
        if (!head.contains("PRIVATE KEY")) {
            return Rule.NOTHING;
        }
        int foot = text.indexOf("-----END ", end);
        int close = foot < 0 ? -1 : text.indexOf("-----", foot + 9);
        return Rule.span(at, close < 0 ? text.length() : close + 5);
    }

    private void tokens(String kind, Chars body, int least, String... literals) {
        for (String literal : literals) {
            rule(kind, literal, (text, at, end, floor) -> {
                // In this order: what is refused must have cost little.
                int to = isWithin(text, at, floor) ? end : body.end(text, end);
                return to - end >= least ? Rule.span(at, to) : Rule.NOTHING;
            });
        }
    }

    /** The path of an address that is a secret as a whole. */
    private void paths(String kind, String... literals) {
        Chars path = Chars.of("A-Za-z0-9/_@.-");
        for (String literal : literals) {
            rules.add(new Rule(literal, false, kind, (text, at, end, floor) -> {
                int to = path.end(text, end);
                return to - end >= 8 ? Rule.span(end, to) : Rule.NOTHING;
            }));
        }
    }

    private void rule(String kind, String literal, Rule.Finder finder) {
        rules.add(new Rule(literal, true, kind, finder));
    }

    /** True when the place is in the middle of a word. */
    private static boolean isWithin(String text, int at, int floor) {
        return at > floor && ALNUM.has(text.charAt(at - 1)) && !Chars.endsEscape(text, at, floor);
    }

    private static boolean hasDigit(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (DIGIT.has(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
