using System.Text;
using Purchases.Local.Embedded;

namespace Purchases.Local.Import;

/// <summary>One import: appends buys and events to a topic, in the order of their lines.</summary>
/// <param name="topic">Null for a dry run.</param>
/// <param name="store">Null for a dry run.</param>
internal sealed class Importer(ImportedLines lines, TopicLog? topic, SqlitePurchaseStore? store, ImportReport report)
{
    // The lines that are looked up in the store, and appended, together.
    private const int WindowLinesMax = 1024;
    private const int WindowBytesMax = 1024 * 1024;

    private readonly List<ImportedLine> _window = new(WindowLinesMax);
    private long _windowBytes;

    /// <exception cref="StartupException">The file isn't JSON lines; nothing was imported.</exception>
    public async Task RunAsync(Stream input, ProgressLines progress, CancellationToken cancellationToken)
    {
        var read = 0L;
        try
        {
            await foreach (var line in JsonLines.ReadAsync(input, cancellationToken))
            {
                if (lines.TryRead(line, out var imported, out var reason))
                {
                    _window.Add(imported);
                    _windowBytes += imported.Json.Length;
                }
                else
                {
                    report.Bad(line.Number, reason);
                }

                if (_window.Count == WindowLinesMax || _windowBytes > WindowBytesMax) await FlushAsync(cancellationToken);
                progress.Tell(++read);
            }

            await FlushAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            report.Stopped = "it was interrupted";
        }
        catch (Exception e) when (e is UnavailableException or IOException)
        {
            report.Stopped = e.Message;
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (store is not null)
        {
            var recorded = await store.FindRecordedAsync(_window.Select(line => line.Purchase), cancellationToken);
            report.AlreadyRecorded += _window.RemoveAll(
                line => recorded[line.Purchase.EventId].Any(purchase => purchase.SameContentAs(line.Purchase)));
        }

        if (topic is not null && _window.Count > 0)
        {
            await topic.AppendAllAsync(
                _window.ConvertAll(line => new LogRecord(Encoding.UTF8.GetBytes(line.Purchase.UserId), line.Json, [])));
        }

        var events = _window.Count(line => line.IsEvent);
        report.Events += events;
        report.Buys += _window.Count - events;
        _window.Clear();
        _windowBytes = 0;
    }
}
