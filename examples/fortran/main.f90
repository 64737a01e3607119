!> roots: the square roots of 1 to 5 and their mean.
program roots
  use statistics
  implicit none
  real :: values(5)
  integer :: i
  do i = 1, 5
    values(i) = newton(real(i), 1.0, 20)
    print '(i0, f8.4)', i, values(i)
  end do
  print '(a, f8.4)', 'mean', mean(values)
contains
  subroutine unused()
    print *, 'never called'
  end subroutine unused
end program roots
