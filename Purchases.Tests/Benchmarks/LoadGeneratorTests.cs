using Purchases.Benchmarks;
using Purchases.Benchmarks.Load;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Benchmarks;

public sealed class LoadGeneratorTests
{
    private const int Connections = 8;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Every_answer_that_it_counts_is_an_event_on_the_log()
    {
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(folder);

        var load = LoadGenerator.Run(local.Url, Connections, Requests.Buys(local.Url), 202, Moment, CancellationToken.None);

        // The last answer of each connection is waited for, but came too late to be counted.
        Assert.Equal(load.Latencies.Count + Connections, local.Log.EndOffset());
    }

    [Fact]
    public async Task Another_status_than_the_expected_one_spoils_the_measurement()
    {
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(folder);
        var missing = Requests.Get(local.Url, "/nothing-here");

        // On a busy machine a moment may pass without an answer.
        await Eventually.GetAsync(
            () => Task.FromResult(Record.Exception(
                () => LoadGenerator.Run(local.Url, Connections, [missing], 200, Moment, CancellationToken.None))),
            failure => failure is BenchmarkException &&
                failure.Message.Contains("weren't 200; the last of them was 404", StringComparison.Ordinal));
    }
}
