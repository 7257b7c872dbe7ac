"""What is before and beside the show: who watches, the library, the first taste, beliefs. It knows no toolkit."""
