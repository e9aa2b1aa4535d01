package parity.variants;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Lazy;
import org.springframework.messaging.simp.config.SimpleBrokerRegistration;
import org.springframework.scheduling.TaskScheduler;

/** A scheduler, and no word about intervals. */
public class DefaultHeartBeats extends Chat {

  private TaskScheduler scheduler;

  @Autowired
  public void setMessageBrokerTaskScheduler(@Lazy TaskScheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  protected void simpleBroker(SimpleBrokerRegistration broker) {
    broker.setTaskScheduler(scheduler);
  }

}
