using System.Security.Cryptography;
using Purchases.Local;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>Local doesn't start with a damaged file or a log that has lost events. It names the file and doesn't change it.</summary>
public sealed class DamagedDataTests : FolderTests
{
    // A process that is killed leaves a write-ahead log behind.
    [Theory]
    [InlineData("purchases.db")]
    [InlineData("purchases.v1-0.db")]
    public async Task An_overwritten_file_is_rejected_after_a_crash(string file)
    {
        await FillAsync();
        var path = _folder.File($"data/{file}");
        using (var overwritten = File.OpenWrite(path))
        {
            overwritten.Position = overwritten.Length / 2;
            overwritten.Write(RandomNumberGenerator.GetBytes((int)(overwritten.Length / 2)));
        }

        await File.WriteAllBytesAsync($"{path}-wal", []);
        var damaged = await File.ReadAllBytesAsync(path);

        var refusal = await Assert.ThrowsAsync<StartupException>(() => RunningLocal.StartAsync(_folder));

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task A_log_that_has_lost_events_is_rejected()
    {
        await FillAsync();
        using (var log = _folder.Open(DataFiles.Log)) Assert.Equal(1, log.Execute("DELETE FROM batches WHERE last_offset >= 199"));

        var refusal = await Assert.ThrowsAsync<StartupException>(() => RunningLocal.StartAsync(_folder));

        Assert.Contains("has lost data", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ends before offset 200", refusal.Message, StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => local.BuyAsync($"user-{i}", "i1", 1)));
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 200);
    }
}
