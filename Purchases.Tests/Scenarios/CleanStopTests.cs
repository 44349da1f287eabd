using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>
/// A start reads files through when nobody closed them, and says so; after a clean stop it takes as long for five million events as for
/// none.
/// </summary>
public sealed class CleanStopTests : IDisposable
{
    private static readonly string[] Files = ["purchases.db", "purchases.v1-0.db"];

    private readonly TestFolder _folder = new();
    private readonly FakeLoggerProvider _logs = new();

    public void Dispose()
    {
        _logs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task After_a_clean_stop_nothing_is_read_through()
    {
        await FillAndStopAsync();

        // What a reading would find out: the damage doesn't show in the file's size and time.
        var log = _folder.File("data/purchases.v1-0.db");
        var writtenAt = File.GetLastWriteTimeUtc(log);
        using (var damaged = File.OpenWrite(log))
        {
            damaged.Position = damaged.Length / 2;
            damaged.Write(RandomNumberGenerator.GetBytes(4096));
        }

        File.SetLastWriteTimeUtc(log, writtenAt);

        await using (await StartAsync()) Assert.Empty(ReadThrough(_logs.Lines()));
    }

    [Fact]
    public async Task After_a_kill_every_file_is_read_through_and_named()
    {
        using (var local = await LocalProcess.StartAsync(_folder))
        {
            using var bought = await local.Client.BuyAsync();
            Assert.True(bought.IsSuccessStatusCode);
            await local.KillAsync();
        }

        await using (await StartAsync()) Assert.Equal(Files, ReadThrough(_logs.Lines()));
    }

    [Fact]
    public async Task A_file_that_was_touched_since_is_read_through()
    {
        await FillAndStopAsync();
        File.SetLastWriteTimeUtc(_folder.File("data/purchases.db"), DateTime.UtcNow.AddMinutes(-1));

        await using (await StartAsync()) Assert.Equal(["purchases.db"], ReadThrough(_logs.Lines()));
    }

    [Fact]
    public async Task A_second_process_leaves_the_reading_to_the_first_and_the_last_one_to_stop_leaves_the_mark()
    {
        await FillAndStopAsync();
        var first = await StartAsync();
        var second = await StartAsync();
        await first.DisposeAsync();
        await second.BuyAsync("u1", "i1", 1);
        await second.DisposeAsync();

        await using (await StartAsync()) Assert.Empty(ReadThrough(_logs.Lines()));
    }

    [Fact]
    public async Task A_mark_says_nothing_beside_a_write_ahead_log()
    {
        await FillAndStopAsync();
        await File.WriteAllBytesAsync(_folder.File("data/purchases.db-wal"), []);

        await using (await StartAsync()) Assert.Equal(["purchases.db"], ReadThrough(_logs.Lines()));
    }

    private static List<string> ReadThrough(IEnumerable<string> lines) =>
        [.. Files.Where(file => lines.Any(line => line.Contains($"Reading {file} through", StringComparison.Ordinal)))];

    private async Task FillAndStopAsync()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        for (var i = 0; i < 100; i++) await local.Log.AppendAsync(new(null, new byte[1000], []));
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 100);
    }

    private Task<RunningLocal> StartAsync() => RunningLocal.StartAsync(_folder, services => services.AddSingleton<ILoggerProvider>(_logs));
}
