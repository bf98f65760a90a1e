"""Echo: a row of bells is heard, remembered, and rung again."""
