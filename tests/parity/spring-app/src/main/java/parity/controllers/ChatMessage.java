package parity.controllers;

/** Properties in alphabetical order, which every version of Jackson writes alike. */
public class ChatMessage {
  public String message;
  public Long roomId;
  public String sender;
  public String type;
}
