#include "bank.h"
#include <gtest/gtest.h>
class BankTest : public ::testing::Test { protected: void SetUp() override { bank.open("a").deposit(100); bank.open("b"); } Bank bank; };
TEST_F(BankTest, Transfers) { bank.transfer("a", "b", 40); EXPECT_EQ(bank.total(), 100); }
TEST_F(BankTest, RefusesUnknown) { EXPECT_THROW(bank.transfer("a", "c", 1), std::out_of_range); }
TEST_F(BankTest, Counts) { EXPECT_EQ(bank.size(), 2u); }
TEST(AccountTest, StartsEmpty) { Account a("x"); EXPECT_EQ(a.balance(), 0); EXPECT_EQ(a.owner(), "x"); }
TEST(AccountTest, Deposits) { Account a("x"); a.deposit(5); EXPECT_EQ(a.balance(), 5); }
TEST(AccountTest, RefusesNothing) { Account a("x"); EXPECT_THROW(a.deposit(0), std::invalid_argument); }
TEST(AccountTest, RefusesTooMuch) { Account a("x"); a.deposit(5); EXPECT_THROW(a.withdraw(6), std::runtime_error); }
