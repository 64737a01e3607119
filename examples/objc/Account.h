#include <objc/objc.h>

/* An account, and one that pays interest. Amounts are in cents. */
__attribute__((objc_root_class)) @interface Account {
  Class isa;
  long balance;
}
+ (id)open;
- (void)pay:(long)amount;
- (long)balance;
- (const char *)kind;
- (void)close;
@end

@interface Savings : Account
@end
