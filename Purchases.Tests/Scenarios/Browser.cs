using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace Purchases.Tests.Scenarios;

/// <summary>
/// One page in the machine's Chromium, headless, with cookies and storage of its own. It knows no host name and can reach this machine
/// alone; what the page asked for and what it complained of is kept.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string HowToGetOne =
        $"Chromium was not found. Install it (on Debian: apt-get install -y chromium), or set {PathSetting} to the path of one.";

    private const string PathSetting = "CHROMIUM";
    private static readonly float DeadlineMs = (float)Eventually.Deadline.TotalMilliseconds;
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    // All pages share one process: to start it takes longer than most tests.
    private static readonly Lazy<Task<IBrowser>> Chromium = new(LaunchAsync);

    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _complaints = new();

    private Browser(IPage page)
    {
        Page = page;
        Page.Context.SetDefaultTimeout(DeadlineMs);
        Page.Context.Request += (_, request) => _requests.Enqueue(request.Url);
        Page.PageError += (_, error) => _complaints.Enqueue(error);
        Page.Console += (_, message) =>
        {
            if (message.Type == "error") _complaints.Enqueue($"{message.Text} ({message.Location})");
        };
    }

    public IPage Page { get; }

    /// <summary>URLs of all requests so far, answered or not.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Script errors, and what the browser says is wrong: answers of 4xx and 5xx, things that the page's policy forbids.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <exception cref="InvalidOperationException">There is no Chromium on this machine.</exception>
    public static async Task<Browser> StartAsync() => new(await (await Chromium.Value).NewPageAsync());

    private static async Task<IBrowser> LaunchAsync()
    {
        var executable = FindExecutable() ?? throw new InvalidOperationException(HowToGetOne);
        return await (await Playwright.CreateAsync()).Chromium.LaunchAsync(new()
        {
            ExecutablePath = executable,
            Headless = true,
            Timeout = DeadlineMs,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        });
    }

    /// <summary>Those of <see cref="Requests"/> that went elsewhere than to this host.</summary>
    public IEnumerable<string> RequestsBeyond(Uri host) => Requests.Where(url =>
        !url.StartsWith(host.ToString(), StringComparison.Ordinal) &&
        !url.StartsWith("data:", StringComparison.Ordinal) &&
        !url.StartsWith("blob:", StringComparison.Ordinal));

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();

    /// <summary>Null where pages can be tested, and in CI, where they must be.</summary>
    public static string? WhySkipped =>
        FindExecutable() is null && Environment.GetEnvironmentVariable("CI") is not "true" ? HowToGetOne : null;

    /// <returns>Null when there is no Chromium on this machine.</returns>
    public static string? FindExecutable()
    {
        if (Environment.GetEnvironmentVariable(PathSetting) is { Length: > 0 } set) return set;

        return Names.Select(name => Tool.Find(name)).FirstOrDefault(found => found is not null);
    }
}

/// <inheritdoc cref="BrowserFactAttribute"/>
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = Browser.WhySkipped;
}

/// <summary>
/// A test that drives a page. Without Chromium it is skipped with that reason; in CI, where .ci/run installs Chromium, it fails instead.
/// </summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = Browser.WhySkipped;
}
