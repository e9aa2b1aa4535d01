package parity.variants;

import org.springframework.web.socket.config.annotation.SockJsServiceRegistration;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;

/** Little room and little time. */
public class Tight extends Chat {

  @Override
  public void configureWebSocketTransport(WebSocketTransportRegistration registration) {
    registration.setSendBufferSizeLimit(50 * 1024);
    registration.setSendTimeLimit(2000);
    registration.setTimeToFirstMessage(2000);
  }

  @Override
  protected void sockJs(SockJsServiceRegistration sockJs) {
    sockJs.setHeartbeatTime(1000);
  }

}
