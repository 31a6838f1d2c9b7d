"""Windows that open beside the main one; none of them stops the training."""
