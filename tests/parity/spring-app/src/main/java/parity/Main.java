package parity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Collectors;

import org.apache.catalina.util.ServerInfo;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.SpringVersion;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Servers on demand. One command a line: {@code start <name> <variant>}, {@code idle <name>}, {@code stop <name>}, {@code quit};
 * one answer a line: {@code started <name> <port>}, {@code idle <name>}, {@code stopped <name>}, {@code failed <name> <why>}.
 * Each server is a context of its own, so nothing is left of an earlier one. Logs go to standard error.
 */
public final class Main {

  private static final PrintStream answers = System.out;
  private static final Map<String, ConfigurableApplicationContext> running = new ConcurrentHashMap<>();

  public static void main(String[] args) throws IOException {
    System.setOut(System.err);
    answer("versions " + versions());
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
      String[] words = line.split(" ");
      new Thread(() -> obey(words)).start();
    }
    System.exit(0);
  }

  private static String versions() {
    return String.join(" ", SpringVersion.getVersion(), SpringBootVersion.getVersion(), ServerInfo.getServerNumber(),
        System.getProperty("java.version"));
  }

  private static void obey(String[] words) {
    try {
      if (words[0].equals("start")) answer("started " + words[1] + " " + start(words[1], words[2]));
      else if (words[0].equals("stop")) answer("stopped " + stop(words[1]));
      else if (words[0].equals("idle")) answer("idle " + idle(words[1]));
      else answer("failed - no command " + words[0]);
    } catch (Throwable failure) {
      failure.printStackTrace();
      answer("failed " + words[1] + " " + failure);
    }
  }

  /** One after the other: two at once are no faster, and what others measure would be slower. */
  private static synchronized String start(String name, String variant) throws ClassNotFoundException {
    ConfigurableApplicationContext context = new SpringApplicationBuilder(configurationOf(variant))
        .web(WebApplicationType.SERVLET)
        .properties("server.port=0", "spring.main.banner-mode=off", "spring.jmx.enabled=false")
        .registerShutdownHook(false)
        .run();
    running.put(name, context);
    return context.getEnvironment().getProperty("local.server.port");
  }

  /** {@code same-origin} is {@code SameOrigin}. */
  private static Class<?> configurationOf(String variant) throws ClassNotFoundException {
    String name = Arrays.stream(variant.split("-"))
        .map(word -> word.substring(0, 1).toUpperCase() + word.substring(1))
        .collect(Collectors.joining());
    return Class.forName("parity.variants." + name);
  }

  private static String stop(String name) {
    running.remove(name).close();
    return name;
  }

  /** Waits until no frame is under way, in or out. */
  private static String idle(String name) throws InterruptedException {
    ConfigurableApplicationContext context = running.get(name);
    if (context == null) return name;
    // What comes in goes out again, never the other way round.
    for (String bean : new String[] {"clientInboundChannelExecutor", "clientOutboundChannelExecutor"}) {
      ThreadPoolExecutor pool = context.getBean(bean, ThreadPoolTaskExecutor.class).getThreadPoolExecutor();
      while (pool.getActiveCount() > 0 || !pool.getQueue().isEmpty()) Thread.sleep(2);
    }
    return name;
  }

  private static void answer(String line) {
    synchronized (answers) {
      answers.println(line);
      answers.flush();
    }
  }

  private Main() {
  }

}
