"""The comparison of wxsim with what people would use instead of it."""
