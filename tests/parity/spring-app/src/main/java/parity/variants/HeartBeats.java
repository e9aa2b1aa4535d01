package parity.variants;

import org.springframework.messaging.simp.config.SimpleBrokerRegistration;
import org.springframework.web.socket.config.annotation.SockJsServiceRegistration;

/** Short heart-beats, of STOMP and of SockJS. */
public class HeartBeats extends DefaultHeartBeats {

  @Override
  protected void sockJs(SockJsServiceRegistration sockJs) {
    sockJs.setHeartbeatTime(1000);
  }

  @Override
  protected void simpleBroker(SimpleBrokerRegistration broker) {
    super.simpleBroker(broker);
    broker.setHeartbeatValue(new long[] {500, 700});
  }

}
