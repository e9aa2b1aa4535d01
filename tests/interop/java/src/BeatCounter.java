import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.util.UriComponentsBuilder;

/** Counts the broker's heart-beats, which Spring takes in silence. */
record BeatCounter(WebSocketClient client, CountDownLatch beats) implements WebSocketClient {
    @Override
    public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler, String template, Object... variables) {
        return execute(handler, null, UriComponentsBuilder.fromUriString(template).buildAndExpand(variables).toUri());
    }

    @Override
    public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler, WebSocketHttpHeaders headers, URI uri) {
        return client.execute(new WebSocketHandlerDecorator(handler) {
            @Override
            public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
                if (message instanceof TextMessage text && text.getPayload().equals("\n")) beats.countDown();
                super.handleMessage(session, message);
            }
        }, headers, uri);
    }
}
