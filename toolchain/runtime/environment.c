#define _GNU_SOURCE
#include "environment.h"

#include <stdlib.h>

bool is_switched_on(const char *variable) {
  const char *value = secure_getenv(variable);
  return value && *value && *value != '0';
}
