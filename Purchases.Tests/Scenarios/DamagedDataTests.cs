using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Purchases.Local;

namespace Purchases.Tests.Scenarios;

/// <summary>
/// A data file that is damaged, or a log that has lost events, stops the start with a line that names it; neither is changed.
/// </summary>
public sealed class DamagedDataTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("purchases.db")]
    [InlineData("purchases.v1-0.db")]
    public async Task A_torn_file_is_refused(string file)
    {
        await FillAsync();
        await RefusedAsync(file, "damaged", path =>
        {
            using var torn = File.OpenWrite(path);
            torn.SetLength(torn.Length / 2);
        });
    }

    // A process that is killed leaves a write-ahead log behind.
    [Theory]
    [InlineData("purchases.db")]
    [InlineData("purchases.v1-0.db")]
    public async Task An_overwritten_file_is_refused_after_a_crash(string file)
    {
        await FillAsync();
        await RefusedAsync(file, "damaged", path =>
        {
            using var overwritten = File.OpenWrite(path);
            overwritten.Position = overwritten.Length / 2;
            overwritten.Write(RandomNumberGenerator.GetBytes((int)(overwritten.Length / 2)));
            File.WriteAllBytes($"{path}-wal", []);
        });
    }

    [Fact]
    public async Task Events_that_the_log_has_lost_are_missed()
    {
        await FillAsync();
        using (var log = _folder.Open(DataFiles.Log))
        {
            using var delete = new SqliteCommand("DELETE FROM batches WHERE last_offset >= 199", log);
            Assert.Equal(1, delete.ExecuteNonQuery());
        }

        var refusal = await Assert.ThrowsAsync<StartupException>(() => RunningLocal.StartAsync(_folder));

        Assert.Contains("has lost data", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ends before offset 200", refusal.Message, StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        for (var i = 0; i < 200; i++) await local.BuyAsync($"user-{i}", "i1", 1);
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 200);
    }

    private async Task RefusedAsync(string file, string word, Action<string> damage)
    {
        var path = _folder.File($"data/{file}");
        damage(path);
        var damaged = await File.ReadAllBytesAsync(path);

        var refusal = await Assert.ThrowsAsync<StartupException>(() => RunningLocal.StartAsync(_folder));

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(path));
    }
}
