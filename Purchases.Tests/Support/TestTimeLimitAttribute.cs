using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Purchases.Tests.Support;
using Xunit.v3;

[assembly: TestTimeLimit]

namespace Purchases.Tests.Support;

/// <summary>
/// No test hangs the run, however it was started: one that takes longer than <see cref="Limit"/> ends the process. The process's last words
/// name it; <c>dotnet test</c>, which doesn't pass these on, fails and names a file in which it is the one that isn't completed.
/// xunit.v3's own Timeout stands on single tests, and only asks them to stop.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TestTimeLimitAttribute : BeforeAfterTestAttribute
{
    /// <summary>Some ten times what the slowest takes on two cores.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static TestWatch Watch { get; } = new(Limit, TimeProvider.System, Environment.FailFast);

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        // Who stops at a breakpoint takes any time.
        if (!Debugger.IsAttached) Watch.Begin(test.UniqueID, test.TestDisplayName);
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test) => Watch.End(test.UniqueID);
}

/// <summary>The tests that run now, each with a timer.</summary>
/// <param name="overrun">Told of a test that has taken longer than the limit, by name.</param>
internal sealed class TestWatch(TimeSpan limit, TimeProvider time, Action<string> overrun)
{
    private readonly ConcurrentDictionary<string, ITimer> _timers = new(StringComparer.Ordinal);

    public void Begin(string id, string name) =>
        _timers[id] = time.CreateTimer(
            _ => overrun($"The test {name} has run for {limit.TotalMinutes} minutes."), null, limit, Timeout.InfiniteTimeSpan);

    public void End(string id)
    {
        if (_timers.TryRemove(id, out var timer)) timer.Dispose();
    }

    public bool Watches(string id) => _timers.ContainsKey(id);
}
