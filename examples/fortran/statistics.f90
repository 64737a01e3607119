!> Mean and roots: what the program needs, in a module of its own.
module statistics
  implicit none
contains
  pure function mean(values) result(average)
    real, intent(in) :: values(:)
    real :: average
    average = sum(values) / max(size(values), 1)
  end function mean

  !> The square root by Newton's method.
  recursive function newton(value, guess, steps) result(root)
    real, intent(in) :: value, guess
    integer, intent(in) :: steps
    real :: root
    if (steps == 0) then
      root = guess
    else
      root = newton(value, (guess + value / guess) / 2, steps - 1)
    end if
  end function newton
end module statistics
