package dev.triggo.connectors.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server on loopback that takes one conversation after another, answers as it is told and keeps what it hears. */
public final class SmtpServer implements AutoCloseable {
    public final List<String> heard = new CopyOnWriteArrayList<>();
    public final List<String> mails = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new LinkedHashMap<>();
    private final ServerSocket listening;
    private final SSLContext tls;
    private final boolean tlsFirst;

    public SmtpServer(SSLContext tls, boolean tlsFirst) throws IOException {
        this.tls = tls;
        this.tlsFirst = tlsFirst;
        this.listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    /** What it says to commands that begin so, instead of the usual. */
    SmtpServer saying(String command, String answer) {
        answers.put(command, answer);
        return this;
    }

    public int port() {
        return listening.getLocalPort();
    }

    private void serve() {
        try {
            while (true) {
                try (Socket socket = listening.accept()) {
                    talk(tlsFirst ? secured(socket) : socket);
                } catch (IOException hungUp) {
                    if (listening.isClosed()) {
                        return;
                    }
                }
            }
        } finally {
            heard.add("closed");
        }
    }

    private SSLSocket secured(Socket socket) throws IOException {
        var secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        heard.add("(safe)");
        return secured;
    }

    private void talk(Socket first) throws IOException {
        Socket socket = first;
        BufferedReader in = reader(socket);
        say(socket, answers.getOrDefault("(greeting)", "220 mail.example.com ESMTP"));
        while (true) {
            String line = in.readLine();
            if (line == null) {
                return;
            }
            heard.add(line);
            String answer = answer(line);
            say(socket, answer);
            if (line.equals("STARTTLS") && answer.startsWith("220 go")) {
                socket = secured(socket);
                in = reader(socket);
            } else if (line.equals("DATA") && answer.startsWith("354")) {
                mails.add(mail(in));
                say(socket, answers.getOrDefault("(mail)", "250 2.0.0 Ok: queued as 42"));
            } else if (line.equals("QUIT")) {
                return;
            }
        }
    }

    private String answer(String line) {
        for (var known : answers.entrySet()) {
            if (line.startsWith(known.getKey())) {
                return known.getValue();
            }
        }
        return switch (line.split(" ")[0]) {
            case "EHLO" -> "250-mail.example.com\r\n250-STARTTLS\r\n250-AUTH LOGIN PLAIN\r\n250 SIZE 1000000";
            case "STARTTLS" -> "220 go";
            case "AUTH" -> "235 2.7.0 in";
            case "MAIL", "RCPT" -> "250 2.1.0 Ok";
            case "DATA" -> "354 go on";
            case "QUIT" -> "221 bye";
            default -> "500 what";
        };
    }

    private static String mail(BufferedReader in) throws IOException {
        var mail = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            mail.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        return mail.toString();
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static void say(Socket socket, String answer) throws IOException {
        if (answer.isEmpty()) {
            socket.close();
            return;
        }
        socket.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
