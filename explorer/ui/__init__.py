"""What pages are made of: the frame, state, controls, and the scatter and upload components."""
