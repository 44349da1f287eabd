using System.Diagnostics;

namespace Purchases.Tests;

/// <summary>Waits for a condition with a deadline, instead of for some time.</summary>
internal static class Eventually
{
    /// <summary>Generous: it only decides how long a failing test takes.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    /// <returns>The first value for which the condition holds.</returns>
    public static async Task<T> GetAsync<T>(Func<Task<T>> read, Func<T, bool> condition)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            var value = await read();
            if (condition(value)) return value;
            if (waiting.Elapsed > Deadline)
                throw new TimeoutException($"Still not so after {waiting.Elapsed.TotalSeconds:0} s; last seen: {value}");
            await Task.Delay(LookInterval);
        }
    }

    public static Task TrueAsync(Func<bool> condition) =>
        TrueAsync(() => Task.FromResult(condition()));

    public static Task TrueAsync(Func<Task<bool>> condition) =>
        GetAsync(condition, static holds => holds);
}
