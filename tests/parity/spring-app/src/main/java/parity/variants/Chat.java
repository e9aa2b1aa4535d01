package parity.variants;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.config.SimpleBrokerRegistration;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.SockJsServiceRegistration;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.StompWebSocketEndpointRegistration;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import parity.HeaderInterceptor;

/** What a chat tutorial writes. Variants change one thing each. */
@Configuration
// Without Boot's pool, which the channels would share, each channel has the pool that Spring gives it.
@EnableAutoConfiguration(exclude = TaskExecutionAutoConfiguration.class)
@EnableWebSocketMessageBroker
@ComponentScan("parity.controllers")
public class Chat implements WebSocketMessageBrokerConfigurer {

  @Override
  public void registerStompEndpoints(StompEndpointRegistry registry) {
    sockJs(origins(registry.addEndpoint("/ws-stomp")).withSockJS());
    origins(registry.addEndpoint("/ws"));
  }

  protected StompWebSocketEndpointRegistration origins(StompWebSocketEndpointRegistration endpoint) {
    return endpoint.setAllowedOriginPatterns("*");
  }

  protected void sockJs(SockJsServiceRegistration sockJs) {
  }

  @Override
  public void configureMessageBroker(MessageBrokerRegistry registry) {
    registry.setApplicationDestinationPrefixes("/pub");
    simpleBroker(registry.enableSimpleBroker("/sub", "/queue", "/topic"));
  }

  protected void simpleBroker(SimpleBrokerRegistration broker) {
  }

  @Override
  public void configureClientInboundChannel(ChannelRegistration registration) {
    registration.interceptors(new HeaderInterceptor());
  }

}
