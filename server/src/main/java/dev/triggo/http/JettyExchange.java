package dev.triggo.http;

import dev.triggo.access.Caller;
import dev.triggo.access.Member;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/** One request on Jetty. */
final class JettyExchange implements Exchange {
    private final Request request;
    private final String requestId;
    private final RouteTable.Line line;
    private final List<String> values;
    private final Map<String, String> query;
    private final @Nullable Caller caller;
    private final @Nullable Member member;
    private final Supplier<String> address;
    private final Reader reader;
    private byte @Nullable [] bytes;
    private boolean gone;

    /**
     * Whom the door let in: nobody in particular, a caller, or one who is signed in.
     *
     * @param address where they come from
     */
    record Who(@Nullable Caller caller, @Nullable Member member, Supplier<String> address) {}

    /** Reads the body, within the limits of route and server. */
    @FunctionalInterface
    interface Reader {
        byte[] read() throws InterruptedException;
    }

    JettyExchange(
            Request request,
            String requestId,
            RouteTable.Line line,
            List<String> values,
            Map<String, String> query,
            Who who,
            Reader reader) {
        this.request = request;
        this.requestId = requestId;
        this.line = line;
        this.values = values;
        this.query = query;
        this.caller = who.caller();
        this.member = who.member();
        this.address = who.address();
        this.reader = reader;
    }

    @Override
    public String requestId() {
        return requestId;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        if (values.isEmpty()) {
            return line.route().path();
        }
        String path = line.route().path();
        for (int i = 0; i < values.size(); i++) {
            int from = path.indexOf('{' + line.parameters().get(i) + '}');
            path = path.substring(0, from)
                    + values.get(i)
                    + path.substring(from + line.parameters().get(i).length() + 2);
        }
        return path;
    }

    @Override
    public String pathParam(String name) {
        int at = line.parameters().indexOf(name);
        if (at < 0) {
            throw new IllegalArgumentException(line.name() + " has no {" + name + "}");
        }
        return values.get(at);
    }

    @Override
    public Optional<String> query(String name) {
        if (!line.query().contains(name)) {
            throw new IllegalArgumentException(line.name() + " does not declare the query parameter " + name);
        }
        return Optional.ofNullable(query.get(name));
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    @Override
    public List<String> headers(String name) {
        return request.getHeaders().getValuesList(name);
    }

    @Override
    public Set<String> headerNames() {
        var names = new TreeSet<String>();
        request.getHeaders().forEach(field -> names.add(field.getName().toLowerCase(Locale.ROOT)));
        return names;
    }

    @Override
    public Caller caller() {
        if (caller == null) {
            throw new IllegalStateException(line.name() + " needs no credential, so nobody is known");
        }
        return caller;
    }

    @Override
    public Member member() {
        if (member == null) {
            throw new IllegalStateException(line.name() + " needs no session");
        }
        return member;
    }

    @Override
    public Optional<Member> visitor() {
        return Optional.ofNullable(member);
    }

    @Override
    public String rawQuery() {
        return request.getHttpURI().getQuery() instanceof String query ? query : "";
    }

    @Override
    public String address() {
        return address.get();
    }

    @Override
    public byte[] body() {
        if (bytes == null) {
            try {
                bytes = reader.read();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw Seats.stopping();
            }
        }
        return bytes;
    }

    @Override
    public Json json() {
        MediaType.requireJson(request.getHeaders());
        byte[] text = body();
        if (text.length == 0) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "There is no body where a JSON document was expected.");
        }
        return Json.parse(text);
    }

    /**
     * Jetty looks at the socket again only after the answer, so we look ourselves: nobody else reads while the handler
     * runs and the body is over. Bytes of a next request, sent early, are put where Jetty will read them; after that
     * we can't look again without growing its buffer, and say "not known to be gone".
     */
    @Override
    public boolean clientGone() {
        Connection connection = request.getConnectionMetaData().getConnection();
        if (gone || !(connection instanceof HttpConnection http)) {
            return gone;
        }
        if (!http.isRequestBufferEmpty() || !http.getParser().isComplete()) {
            return !connection.getEndPoint().isOpen();
        }
        ByteBuffer early = BufferUtil.allocate(1024);
        try {
            gone = connection.getEndPoint().fill(early) < 0;
        } catch (IOException broken) {
            gone = true;
        }
        if (BufferUtil.hasContent(early)) {
            http.onUpgradeTo(early);
        }
        return gone;
    }
}
