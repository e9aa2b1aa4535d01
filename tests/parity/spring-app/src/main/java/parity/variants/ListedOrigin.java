package parity.variants;

import org.springframework.web.socket.config.annotation.StompWebSocketEndpointRegistration;

/** One foreign origin. */
public class ListedOrigin extends Chat {

  @Override
  protected StompWebSocketEndpointRegistration origins(StompWebSocketEndpointRegistration endpoint) {
    return endpoint.setAllowedOrigins("http://good.example");
  }

}
