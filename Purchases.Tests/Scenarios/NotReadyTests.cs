using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>
/// Readiness names what can't be done now, whether or not anybody buys. One line is logged when that starts and one when it ends.
/// </summary>
public sealed class NotReadyTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeLoggerProvider _logs = new();

    public void Dispose()
    {
        _logs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Not_ready_while_the_log_is_locked_and_nobody_buys()
    {
        await using var local = await StartHurriedAsync();
        using (_folder.Lock(DataFiles.Log))
        {
            await NotReadyAsync(local.Client, "topics");
            await Eventually.TrueAsync(() => _logs.Count("Appending to topic purchases.v1 fails") == 1);
            Assert.Contains("locked", await NotReadyAsync(local.Client, "topics (The event can't be accepted"), StringComparison.Ordinal);
        }

        await Eventually.TrueAsync(() => _logs.Count("Appending to topic purchases.v1 works again") == 1);
        await local.Client.ReadyAsync();
        Assert.Equal(1, _logs.Count("Appending to topic purchases.v1 fails"));
    }

    [Fact]
    public async Task Not_ready_while_offsets_cannot_be_committed()
    {
        await using var local = await StartAsync();
        using (var store = _folder.Open(DataFiles.Store))
        {
            store.Execute("CREATE TRIGGER broken BEFORE INSERT ON offsets BEGIN SELECT RAISE(FAIL, 'broken'); END");
            await local.BuyAsync("u1", "i1", 1);
            await local.RecordedAsync("u1", 1);
            await NotReadyAsync(local.Client, "nothing is consumed: The store can't be used now: purchases.db");
            store.Execute("DROP TRIGGER broken");
        }

        await local.Client.ReadyAsync();
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 1);
        Assert.Equal(1, _logs.Count("Consuming for RecordPurchases fails"));
    }

    [Fact]
    public async Task Asking_for_readiness_again_and_again_writes_nothing()
    {
        await using var local = await RunningLocal.StartFailingAsync(_folder, Some.Clock(), _logs);
        await local.Client.ReadyAsync();
        var before = Written();

        for (var i = 0; i < 20; i++) Assert.Equal("""{"status":"ready"}""", await local.Client.ReadinessAsync());

        Assert.Equal(before, Written());

        List<(string, long, DateTime)> Written() =>
        [
            .. new DirectoryInfo(_folder.File("data")).GetFiles("*.db*")
                .OrderBy(file => file.Name, StringComparer.Ordinal).Where(file => !file.Name.EndsWith("-shm", StringComparison.Ordinal))
                .Select(file => (file.Name, file.Length, file.LastWriteTimeUtc)),
        ];
    }

    [Fact]
    public async Task Calls_that_wait_for_a_log_that_cannot_be_written_fail_together()
    {
        await using var local = await StartAsync();
        List<Task<long>> waiting;
        using (_folder.Lock(DataFiles.Log))
        {
            // More than fit in one batch.
            waiting = [.. Enumerable.Range(0, 5000).Select(_ => local.Log.AppendAsync(new(null, "hello"u8.ToArray(), [])))];
            await Eventually.TrueAsync(() => waiting.TrueForAll(append => append.IsCompleted));
        }

        // One exception for each attempt: the one in flight when they were added, or that one and the next.
        Assert.InRange(waiting.Select(append => append.Exception!.InnerException).Distinct().Count(), 1, 2);
    }

    [Fact]
    public async Task Not_ready_while_the_consuming_process_hangs()
    {
        using var consumer = await LocalProcess.StartAsync(_folder);
        await using var standby = await StartAsync();
        await Eventually.TrueAsync(() => _logs.Count("is on standby") == 1);

        consumer.Signal("STOP");
        await standby.BuyAsync("u1", "i1", 1);
        Assert.Contains("1 events wait", await NotReadyAsync(standby.Client, "consumer"), StringComparison.Ordinal);

        consumer.Signal("CONT");
        await standby.Client.ReadyAsync();
        await standby.RecordedAsync("u1", 1);
        Assert.Equal(1, _logs.Count("the consuming process makes no progress"));
    }

    [Fact]
    public async Task Not_ready_while_the_disk_is_full()
    {
        await SmallDisk.PrepareAsync(_folder);
        using var local = await SmallDisk.StartAsync(_folder);
        local.Fill();

        Assert.Contains("full", await NotReadyAsync(local.Process.Client, "topics (The event can't be accepted"), StringComparison.Ordinal);
        using (var refused = await local.Process.Client.BuyAsync()) Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        local.MakeRoom();

        await local.Process.Client.ReadyAsync();
        using (var bought = await local.Process.Client.BuyAsync()) Assert.Equal(HttpStatusCode.Accepted, bought.StatusCode);
        Assert.Single(
            local.Process.Output, line => line.Contains("Appending to topic purchases.v1 fails", StringComparison.Ordinal));
    }

    private async Task<string> NotReadyAsync(HttpClient client, string named)
    {
        var said = await client.NotReadyAsync(named);
        Assert.DoesNotContain(_folder.Path, said, StringComparison.Ordinal);
        return said;
    }

    // An outage ends 10 s after its last failure. Here they pass in 0.1 s.
    private Task<RunningLocal> StartHurriedAsync() => RunningLocal.StartFailingAsync(_folder, new HurriedTime(100), _logs);

    private Task<RunningLocal> StartAsync(params (string, string?)[] settings) =>
        RunningLocal.StartAsync(_folder, services => services.AddSingleton<ILoggerProvider>(_logs), settings);
}
