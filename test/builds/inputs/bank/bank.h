#pragma once
#include <map>
#include <string>
#include <stdexcept>
class Account { public: explicit Account(std::string owner); void deposit(long cents); void withdraw(long cents); long balance() const { return balance_; } const std::string &owner() const; private: std::string owner_; long balance_ = 0; };
class Bank { public: Account &open(const std::string &owner); void transfer(const std::string &from, const std::string &to, long cents); long total() const; std::size_t size() const; private: Account &find(const std::string &owner); std::map<std::string, Account> accounts_; };
