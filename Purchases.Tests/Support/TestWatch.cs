using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Purchases.Tests.Fuzz;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestFramework(typeof(WatchedTestFramework))]

namespace Purchases.Tests.Support;

/// <summary>Reports a test that takes longer than a limit. Its time begins before its class is set up and includes the clean-up.</summary>
/// <param name="overrun">Called with a sentence that names the test, or the class while its fixtures are set up.</param>
internal sealed class TestWatch(TimeSpan limit, TimeProvider time, Action<string> overrun)
{
    // One for each test collection, whose tests run one after the other.
    private readonly ConcurrentDictionary<string, ITimer> _timers = new(StringComparer.Ordinal);

    /// <summary>Takes what xunit reports while tests run.</summary>
    public void Hear(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestClassStarting { TestCollectionUniqueID: var collection, TestClassName: var name }:
                Begin(collection, name);
                break;
            case ITestStarting { TestCollectionUniqueID: var collection, TestDisplayName: var name }:
                Begin(collection, name);
                break;
            case ITestCollectionFinished { TestCollectionUniqueID: var collection }:
                End(collection);
                break;
        }
    }

    public bool Watches(string collection) => _timers.ContainsKey(collection);

    private void Begin(string collection, string name)
    {
        End(collection);
        _timers[collection] = time.CreateTimer(
            _ => overrun($"{name} has run for {limit.TotalMinutes} minutes. It hangs, so the run ends here."),
            null, limit, Timeout.InfiniteTimeSpan);
    }

    private void End(string collection)
    {
        if (_timers.TryRemove(collection, out var timer)) timer.Dispose();
    }
}

/// <summary>
/// xunit's own framework, with a watch: a test that hangs ends the process, however the run was started, and the last line that the process
/// writes names the test. xunit's own Timeout is set on single tests, and only asks them to stop.
/// </summary>
internal sealed class WatchedTestFramework : XunitTestFramework
{
    // Longer than Eventually waits, so that a condition that never holds is reported as such. A long hunt takes longer.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5) * Property.Factor;

    public static TestWatch Watch { get; } = new(Limit, TimeProvider.System, EndRun);

    protected override ITestFrameworkExecutor CreateExecutor(Assembly assembly) => new Executor(base.CreateExecutor(assembly));

    private static void EndRun(string why)
    {
        // A breakpoint may hold a test for any time.
        if (Debugger.IsAttached) return;
        Console.Error.WriteLine(why);
        ChildProcess.KillAll();
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }

    private sealed class Executor(ITestFrameworkExecutor executor) : ITestFrameworkExecutor
    {
        public ValueTask RunTestCases(
            IReadOnlyCollection<ITestCase> testCases,
            IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions,
            CancellationToken? cancellationToken = null) =>
            executor.RunTestCases(testCases, new Listener(executionMessageSink), executionOptions, cancellationToken);
    }

    private sealed class Listener(IMessageSink runner) : IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message)
        {
            Watch.Hear(message);
            return runner.OnMessage(message);
        }
    }
}
