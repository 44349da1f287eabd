using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Moq;
using Purchases.Core.Http;

namespace Purchases.Tests.Core.Http;

/// <summary>What a call has claimed is released once, unless the call is answered 202.</summary>
public sealed class ReplayClaimsTests
{
    private static readonly EventPosition One = new("t", 0, 1);

    private readonly Mock<IRejectedEventStore> _store = new();
    private readonly Answer _answer = new();

    public ReplayClaimsTests() => _store
        .Setup(store => store.TryClaimAsync(It.IsAny<EventPosition>(), It.IsAny<EventTimestamp>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync((EventPosition position, EventTimestamp _, CancellationToken _) => position == One);

    // The caller may repeat the call as soon as it has the answer.
    [Fact]
    public async Task They_are_released_once_before_the_answer_begins()
    {
        await ClaimAsync();

        await _answer.BeginAsync(StatusCodes.Status503ServiceUnavailable);
        Released(Times.Once());

        await _answer.EndAsync();
        Released(Times.Once());
    }

    [Fact]
    public async Task They_are_released_when_the_caller_disconnects_before_the_answer()
    {
        await ClaimAsync();

        await _answer.EndAsync();

        Released(Times.Once());
    }

    [Fact]
    public async Task They_stay_when_the_answer_is_202()
    {
        await ClaimAsync();

        await _answer.BeginAsync(StatusCodes.Status202Accepted);
        await _answer.EndAsync();

        Released(Times.Never());
    }

    [Fact]
    public async Task A_release_that_fails_neither_keeps_the_others_nor_changes_the_answer()
    {
        EventPosition[] claimed = [One, new("t", 0, 3), new("t", 0, 4)];
        var released = new List<EventPosition>();
        _store.Setup(store => store.TryClaimAsync(
            It.IsIn(claimed), It.IsAny<EventTimestamp>(), It.IsAny<CancellationToken>())).ReturnsAsync(true);
        _store.Setup(store => store.ReleaseAsync(It.IsIn(claimed), It.IsAny<EventTimestamp>(), It.IsAny<CancellationToken>()))
            .Returns((EventPosition position, EventTimestamp _, CancellationToken _) =>
            {
                released.Add(position);
                return position == One ? throw new UnavailableException("The store is down.") : Task.CompletedTask;
            });
        var claims = Claims();
        foreach (var position in claimed) Assert.True(await claims.TryTakeAsync(position, CancellationToken.None));

        await _answer.BeginAsync(StatusCodes.Status503ServiceUnavailable);

        Assert.Equal(claimed, released);
    }

    [Fact]
    public async Task An_answer_waits_10_s_for_their_release_at_most()
    {
        var time = Some.Clock();
        _store.Setup(store => store.ReleaseAsync(One, It.IsAny<EventTimestamp>(), It.IsAny<CancellationToken>()))
            .Returns((EventPosition _, EventTimestamp _, CancellationToken token) => Task.Delay(Timeout.Infinite, token));
        Assert.True(await Claims(time).TryTakeAsync(One, CancellationToken.None));
        var answering = _answer.BeginAsync(StatusCodes.Status503ServiceUnavailable);
        Assert.False(answering.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(10));

        await answering.WaitAsync(Eventually.Deadline);
    }

    // One is claimed; the other is another call's.
    private async Task ClaimAsync()
    {
        var claims = Claims();
        Assert.True(await claims.TryTakeAsync(One, CancellationToken.None));
        Assert.False(await claims.TryTakeAsync(new("t", 0, 2), CancellationToken.None));
    }

    private ReplayClaims Claims(TimeProvider? time = null)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(_answer);
        return ReplayClaims.Of(context, _store.Object, time ?? Some.Clock());
    }

    private void Released(Times times)
    {
        _store.Verify(store => store.ReleaseAsync(One, Some.Purchase.Timestamp, It.IsAny<CancellationToken>()), times);
        _store.Verify(
            store => store.ReleaseAsync(It.IsAny<EventPosition>(), It.IsAny<EventTimestamp>(), It.IsAny<CancellationToken>()), times);
    }
}
