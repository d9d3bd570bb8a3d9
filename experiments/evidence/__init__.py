"""Evidence: what the model is held against: facts, rivals, null models, and the claims of the study."""
