import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Type;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.lang.Nullable;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.messaging.WebSocketStompClient;

/** A connected Spring client, and what it received. */
final class Session implements AutoCloseable {
    static final long PATIENCE_SECONDS = 5;

    record Received(StompHeaders headers, byte[] body) {
        String text() {
            return new String(body, UTF_8);
        }
    }

    private final BlockingQueue<Received> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<StompHeaders> connected = new CompletableFuture<>();
    private final CompletableFuture<StompHeaders> error = new CompletableFuture<>();
    private final CompletableFuture<Throwable> lost = new CompletableFuture<>();
    private final StompSession session;

    Session(WebSocketStompClient client, String url) throws Exception {
        StompHeaders connect = new StompHeaders();
        connect.setHost("/");
        connect.setLogin("guest");
        connect.setPasscode("guest");
        session = client.connectAsync(url, new WebSocketHttpHeaders(), connect, new Listener())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Hears what concerns the whole session. */
    private final class Listener extends StompSessionHandlerAdapter {
        @Override
        public void afterConnected(StompSession opened, StompHeaders headers) {
            connected.complete(headers);
        }

        @Override
        public Type getPayloadType(StompHeaders headers) {
            return byte[].class;
        }

        /** Spring hands an ERROR to the session's handler. */
        @Override
        public void handleFrame(StompHeaders headers, @Nullable Object payload) {
            error.complete(headers);
        }

        @Override
        public void handleException(
                StompSession failed, @Nullable StompCommand command, StompHeaders headers, byte[] payload, Throwable cause) {
            lost.complete(cause);
        }

        @Override
        public void handleTransportError(StompSession failed, Throwable cause) {
            lost.complete(cause);
        }
    }

    StompHeaders connectedHeaders() throws Exception {
        return connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    StompSession stomp() {
        return session;
    }

    void subscribe(String destination, String ack) {
        StompHeaders headers = new StompHeaders();
        headers.setDestination(destination);
        headers.setId("sub-java");
        headers.setAck(ack);
        session.subscribe(headers, new StompFrameHandler() {
            @Override
            public Type getPayloadType(StompHeaders received) {
                return byte[].class;
            }

            @Override
            public void handleFrame(StompHeaders received, @Nullable Object payload) {
                messages.add(new Received(received, (byte[]) payload));
            }
        });
    }

    static StompHeaders to(String destination) {
        StompHeaders headers = new StompHeaders();
        headers.setDestination(destination);
        headers.setContentType(MimeTypeUtils.TEXT_PLAIN);
        return headers;
    }

    void send(StompHeaders headers, String body) {
        session.send(headers, body.getBytes(UTF_8));
    }

    Received message() throws Exception {
        Received received = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (received != null) return received;
        if (error.isDone()) throw new IllegalStateException("ERROR " + error.get().getFirst("message"));
        if (lost.isDone()) throw new IllegalStateException(lost.get());
        throw new TimeoutException("no message came");
    }

    /** Sends one message and waits until it is back. */
    Received exchange(String destination, String body) throws Exception {
        send(to(destination), body);
        return message();
    }

    /** The text of the ERROR, once the broker has also closed. */
    String refusal() throws Exception {
        String text = error.get(PATIENCE_SECONDS, TimeUnit.SECONDS).getFirst("message");
        lost.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return text;
    }

    @Override
    public void close() {
        if (session.isConnected()) session.disconnect();
    }
}
