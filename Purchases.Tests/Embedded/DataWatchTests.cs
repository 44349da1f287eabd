using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Testing;
using Moq;
using Purchases.Local.Embedded;
using Purchases.Tests.Support;

namespace Purchases.Tests.Embedded;

public sealed class DataWatchTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly CountedTime _time = new();
    private readonly FakeLogger<DataWatch> _log = new();
    private readonly Mock<IHostApplicationLifetime> _lifetime = new();
    private readonly DataDirectory _directory;
    private readonly TopicLog _topic;

    public DataWatchTests()
    {
        _directory = new(_folder.File("data"));
        _topic = new(_directory, "purchases.v1", TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _topic.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Data_that_come_back_in_time_are_told_of_and_each_loss_may_last_as_long()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows lets no open file be moved.");
        using var watch = new DataWatch(_directory, _lifetime.Object, _time, _log);
        await watch.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => _time.Timers == 1);

        for (var loss = 1; loss <= 2; loss++)
        {
            Directory.Move(_folder.File("data"), _folder.File("moved"));
            await LooksAsync(" fails: ", loss);
            Directory.Move(_folder.File("moved"), _folder.File("data"));
            await Eventually.TrueAsync(() =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(500));
                return Lines(" works again ") == loss;
            });
        }

        _lifetime.VerifyNoOtherCalls();
        Directory.Move(_folder.File("data"), _folder.File("moved"));
        await LooksAsync(" fails: ", 3);
        _time.Advance(TimeSpan.FromSeconds(5));
        await Eventually.TrueAsync(() => _lifetime.Invocations.Count > 0);

        _lifetime.Verify(lifetime => lifetime.StopApplication(), Times.Once());
        Assert.Contains("purchases.v1-0.db", watch.EndedBecause, StringComparison.Ordinal);
        Directory.Move(_folder.File("moved"), _folder.File("data"));
        await watch.StopAsync(CancellationToken.None);
    }

    // Looks once more, until so many lines have said it.
    private Task LooksAsync(string said, int times)
    {
        _time.Advance(TimeSpan.FromMilliseconds(500));
        return Eventually.TrueAsync(() => Lines(said) == times);
    }

    private int Lines(string said) => _log.Lines().Count(line => line.Contains(said, StringComparison.Ordinal));
}
