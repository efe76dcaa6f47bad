"""What WeChat sends to an app's server: messages and events, signed and encrypted."""
