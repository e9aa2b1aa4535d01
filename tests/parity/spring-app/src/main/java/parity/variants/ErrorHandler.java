package parity.variants;

import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.messaging.StompSubProtocolErrorHandler;

/** Errors go through the default error handler. */
public class ErrorHandler extends Chat {

  @Override
  public void registerStompEndpoints(StompEndpointRegistry registry) {
    super.registerStompEndpoints(registry);
    registry.setErrorHandler(new StompSubProtocolErrorHandler());
  }

}
