"""How fast it is, as ratios against a peer measured side by side in the same run; writes nothing."""
