"""Chinese candidates for what a customer types in pinyin, from librime in a process of its own."""
