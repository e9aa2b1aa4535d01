import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Spring's WebSocketStompClient against a broker: Client ws://127.0.0.1:8080/ws websocket,
 * or http://127.0.0.1:8080/ws-stomp sockjs-websocket, or … sockjs-xhr.
 *
 * Prints one line of JSON for each scenario; what the lines must say is in ../../scenarios.ts.
 */
public final class Client {
    private interface Scenario {
        Map<String, Object> run(Scenarios scenarios) throws Exception;
    }

    private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

    static {
        SCENARIOS.put("connect", Scenarios::connect);
        SCENARIOS.put("echo", Scenarios::echo);
        SCENARIOS.put("receipt", Scenarios::receipt);
        SCENARIOS.put("ack", Scenarios::ack);
        SCENARIOS.put("nack", Scenarios::nack);
        SCENARIOS.put("cumulative-ack", Scenarios::cumulativeAck);
        SCENARIOS.put("ack-twice", Scenarios::ackTwice);
        SCENARIOS.put("commit", Scenarios::transaction);
        SCENARIOS.put("abort", Scenarios::transaction);
        SCENARIOS.put("ack-in-transaction", Scenarios::transaction);
        SCENARIOS.put("heart-beat", Scenarios::heartBeat);
        SCENARIOS.put("binary", Scenarios::binary);
        SCENARIOS.put("large", Scenarios::large);
        SCENARIOS.put("disconnect", Scenarios::disconnect);
    }

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        ObjectMapper json = new ObjectMapper();
        try (Scenarios scenarios = new Scenarios(args[0], args[1])) {
            for (Map.Entry<String, Scenario> scenario : SCENARIOS.entrySet()) {
                Map<String, Object> line = new LinkedHashMap<>(Map.of("scenario", scenario.getKey()));
                line.putAll(played(scenario.getValue(), scenarios));
                out.println(json.writeValueAsString(line));
            }
        }
        // The thread pools of Spring and of its WebSocket container outlive main.
        System.exit(0);
    }

    private static Map<String, Object> played(Scenario scenario, Scenarios scenarios) {
        try {
            return scenario.run(scenarios);
        } catch (Exception failure) {
            return Map.of("failed", failure.toString());
        }
    }
}
