import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntUnaryOperator;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;
import org.springframework.web.socket.sockjs.client.RestTemplateXhrTransport;
import org.springframework.web.socket.sockjs.client.SockJsClient;
import org.springframework.web.socket.sockjs.client.WebSocketTransport;

/** What is tried. Each returns the facts of its line. */
final class Scenarios implements AutoCloseable {
    private static final int BEATS = 2;
    private static final int ROOM_BYTES = 4 * 1_048_576;

    private final String url;
    private final String transport;
    private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

    Scenarios(String url, String transport) {
        this.url = url;
        this.transport = transport;
        scheduler.initialize();
    }

    Map<String, Object> connect() throws Exception {
        try (Session session = open()) {
            StompHeaders headers = session.connectedHeaders();
            return Map.of("version", headers.getFirst("version"), "server", headers.getFirst("server"));
        }
    }

    Map<String, Object> echo() throws Exception {
        try (Session session = open()) {
            session.subscribe("/topic/echo", "auto");
            for (int index = 0; index < 20; index++) {
                StompHeaders headers = Session.to("/topic/echo");
                headers.add("note", "a:b\\c\nd");
                session.send(headers, "안녕 👋 " + index);
            }
            List<Session.Received> received = new ArrayList<>();
            while (received.size() < 20) received.add(session.message());
            return Map.of(
                    "bodies", bodies(received),
                    "notes", distinct(received, "note"),
                    "contentTypes", distinct(received, "content-type"),
                    "destinations", distinct(received, "destination"),
                    "subscriptions", distinct(received, "subscription"),
                    "messageIds", distinct(received, "message-id").size());
        }
    }

    Map<String, Object> receipt() throws Exception {
        try (Session session = open()) {
            CountDownLatch receipts = new CountDownLatch(3);
            session.stomp().setAutoReceipt(true);
            for (int index = 0; index < 3; index++) {
                session.stomp().send("/topic/receipt", new byte[] {'x'}).addReceiptTask(receipts::countDown);
            }
            await(receipts, "receipt");
            return Map.of("receipts", 3);
        }
    }

    Map<String, Object> ack() throws Exception {
        return settleEach(true);
    }

    Map<String, Object> nack() throws Exception {
        return settleEach(false);
    }

    private Map<String, Object> settleEach(boolean consumed) throws Exception {
        try (Session session = open()) {
            session.subscribe("/topic/settled", "client-individual");
            List<Session.Received> received = new ArrayList<>();
            for (int index = 0; index < 10; index++) {
                Session.Received message = session.exchange("/topic/settled", String.valueOf(index));
                received.add(message);
                session.stomp().acknowledge(message.headers().getAck(), consumed);
            }
            return Map.of("bodies", bodies(received), "ids", distinct(received, "message-id").size());
        }
    }

    Map<String, Object> cumulativeAck() throws Exception {
        try (Session session = open()) {
            session.subscribe("/topic/cumulative", "client");
            List<Session.Received> received = new ArrayList<>();
            for (int batch = 0; batch < 3; batch++) {
                for (int index = 0; index < 3; index++) {
                    received.add(session.exchange("/topic/cumulative", batch + "." + index));
                }
                session.stomp().acknowledge(received.get(received.size() - 1).headers().getAck(), true);
            }
            return Map.of("bodies", bodies(received));
        }
    }

    Map<String, Object> ackTwice() throws Exception {
        try (Session session = open()) {
            session.subscribe("/topic/twice", "client-individual");
            Session.Received message = session.exchange("/topic/twice", "once");
            session.stomp().acknowledge(message.headers().getAck(), true);
            session.stomp().acknowledge(message.headers().getAck(), true);
            return Map.of("refused", session.refusal());
        }
    }

    Map<String, Object> transaction() {
        return Map.of("cannot", "Spring's StompSession has no BEGIN, COMMIT or ABORT");
    }

    Map<String, Object> heartBeat() throws Exception {
        CountDownLatch beats = new CountDownLatch(BEATS);
        WebSocketStompClient client = client(beats);
        client.setDefaultHeartbeat(new long[] {500, 250});
        try (Session session = new Session(client, url)) {
            session.subscribe("/topic/quiet", "auto");
            // Two of the broker's take longer than it would wait for one of ours.
            await(beats, "heart-beat");
            return Map.of("beats", BEATS, "then", session.exchange("/topic/quiet", "still here").text());
        }
    }

    Map<String, Object> binary() throws Exception {
        if (!transport.equals("websocket")) return Map.of("cannot", "SockJS carries text only");
        return carried(1_024, index -> index, MimeTypeUtils.APPLICATION_OCTET_STREAM);
    }

    Map<String, Object> large() throws Exception {
        return carried(1_048_576, index -> 'a' + index % 26, MimeTypeUtils.TEXT_PLAIN);
    }

    private Map<String, Object> carried(int length, IntUnaryOperator byteAt, MimeType type) throws Exception {
        byte[] body = new byte[length];
        for (int index = 0; index < length; index++) body[index] = (byte) byteAt.applyAsInt(index);
        try (Session session = open()) {
            session.subscribe("/topic/carried", "auto");
            StompHeaders headers = Session.to("/topic/carried");
            headers.setContentType(type);
            session.stomp().send(headers, body);
            byte[] received = session.message().body();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(received);
            return Map.of("length", received.length, "sha256", HexFormat.of().formatHex(digest));
        }
    }

    /** Spring sends DISCONNECT and closes; it does not wait for a receipt. */
    Map<String, Object> disconnect() throws Exception {
        try (Session session = open()) {
            session.stomp().disconnect();
            return Map.of("ended", !session.stomp().isConnected());
        }
    }

    private Session open() throws Exception {
        WebSocketStompClient client = client(new CountDownLatch(0));
        client.setDefaultHeartbeat(new long[] {0, 0});
        return new Session(client, url);
    }

    private WebSocketStompClient client(CountDownLatch beats) {
        WebSocketStompClient client = new WebSocketStompClient(new BeatCounter(webSocketClient(), beats));
        client.setTaskScheduler(scheduler);
        client.setInboundMessageSizeLimit(ROOM_BYTES);
        return client;
    }

    private WebSocketClient webSocketClient() {
        if (transport.equals("sockjs-xhr")) return new SockJsClient(List.of(new RestTemplateXhrTransport()));
        WebSocketContainer container = ContainerProvider.getWebSocketContainer();
        container.setDefaultMaxTextMessageBufferSize(ROOM_BYTES);
        container.setDefaultMaxBinaryMessageBufferSize(ROOM_BYTES);
        WebSocketClient plain = new StandardWebSocketClient(container);
        return transport.equals("websocket") ? plain : new SockJsClient(List.of(new WebSocketTransport(plain)));
    }

    private static void await(CountDownLatch latch, String what) throws Exception {
        boolean came = latch.await(Session.PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!came) throw new TimeoutException("a " + what + " did not come");
    }

    private static List<String> bodies(List<Session.Received> received) {
        return received.stream().map(Session.Received::text).toList();
    }

    private static List<String> distinct(List<Session.Received> received, String header) {
        return received.stream().map(message -> message.headers().getFirst(header)).distinct().toList();
    }

    @Override
    public void close() {
        scheduler.shutdown();
    }
}
