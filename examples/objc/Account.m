#include "Account.h"

#include <objc/runtime.h>

@implementation Account

+ (id)open {
  return class_createInstance(self, 0);
}

- (void)pay:(long)amount {
  balance += amount;
}

- (long)balance {
  return balance;
}

- (const char *)kind {
  return "account";
}

- (void)close {
  object_dispose(self);
}

@end

@implementation Savings

/* One per cent on all that is paid in. */
- (void)pay:(long)amount {
  [super pay:amount > 0 ? amount + amount / 100 : amount];
}

- (const char *)kind {
  return "savings";
}

@end
