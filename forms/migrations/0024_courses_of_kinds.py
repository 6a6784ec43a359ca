"""Two more states, the courses of kinds at offices, and the records that steps leave.

`next_on` is computed by the database from the states in which the clock runs, so it is made anew
with its indexes; open cases stay where they are.
"""

import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forms', '0023_counter_intake'),
        ('home', '0005_deputies_and_the_association'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField(verbose_name='Thời gian')),
                ('place', models.CharField(max_length=255, verbose_name='Địa điểm')),
                ('present', models.TextField(verbose_name='Thành phần tham gia')),
                ('findings', models.JSONField(default=list, verbose_name='Kết quả từng điều kiện')),
                ('conclusion', models.CharField(choices=[('met', 'Đủ điều kiện'), ('in_part', 'Đủ điều kiện sau khi khắc phục'), ('not_met', 'Chưa đủ điều kiện'), ('not_held', 'Không tiến hành được')], max_length=10, verbose_name='Kết luận')),
                ('remarks', models.TextField(blank=True, verbose_name='Nhận xét, kiến nghị')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='Lập lúc')),
            ],
            options={
                'verbose_name': 'biên bản thẩm định thực tế',
                'verbose_name_plural': 'biên bản thẩm định thực tế',
                'ordering': ['case', '-number'],
            },
        ),
        migrations.CreateModel(
            name='OfficeStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind_code', models.CharField(max_length=20, verbose_name='Loại hồ sơ')),
                ('state', models.CharField(choices=[('draft', 'Bản nháp'), ('submitted', 'Mới nộp – chờ tiếp nhận'), ('accepted', 'Đã tiếp nhận'), ('assigned', 'Đã phân công'), ('processing', 'Đang thẩm định'), ('inspection', 'Thẩm định thực tế'), ('supplement', 'Yêu cầu bổ sung'), ('co_review', 'Hội Khuyến học cho ý kiến'), ('checking', 'Phó phòng kiểm tra'), ('signing', 'Trình ký'), ('approved', 'Đã ký – chờ trả kết quả'), ('not_approved', 'Không phê duyệt – chờ trả'), ('returned', 'Đã trả kết quả'), ('refused', 'Từ chối tiếp nhận'), ('stopped', 'Dừng giải quyết'), ('withdrawn', 'Người nộp rút hồ sơ'), ('expired', 'Quá hạn bổ sung – trả lại')], max_length=20, verbose_name='Bước')),
                ('taken', models.BooleanField(default=False, verbose_name='Có bước này')),
                ('days', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(400)], verbose_name='Số ngày làm việc')),
            ],
            options={
                'verbose_name': 'bước của đơn vị',
                'verbose_name_plural': 'bước của đơn vị',
                'ordering': ['office', 'kind_code', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ScoreSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.CharField(choices=[('association', 'Hội Khuyến học'), ('office', 'Đơn vị')], max_length=20, verbose_name='Bên chấm')),
                ('points', models.JSONField(default=dict, verbose_name='Điểm')),
                ('opinion', models.TextField(blank=True, verbose_name='Ý kiến')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='Chấm lúc')),
            ],
            options={
                'verbose_name': 'phiếu chấm điểm',
                'verbose_name_plural': 'phiếu chấm điểm',
                'ordering': ['case', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='case_in_a_known_state',
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='case_dealt_with_was_received',
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='case_running_has_due_day',
        ),
        migrations.AddField(
            model_name='case',
            name='replaces',
            field=models.CharField(blank=True, max_length=40, verbose_name='Thay thế quyết định số'),
        ),
        migrations.AddField(
            model_name='event',
            name='due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RemoveIndex(model_name='case', name='case_due'),
        migrations.RemoveIndex(model_name='case', name='case_state_due'),
        migrations.RemoveIndex(model_name='case', name='case_assignee_due'),
        migrations.RemoveField(model_name='case', name='next_on'),
        migrations.AddField(
            model_name='case',
            name='next_on',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(state__in=('submitted', 'accepted', 'assigned', 'processing', 'inspection', 'co_review', 'checking', 'signing'), then=django.db.models.functions.comparison.Coalesce('due_on', models.Value(datetime.date(9999, 12, 31), output_field=models.DateField()))), models.When(state='supplement', then=django.db.models.functions.comparison.Coalesce('supplement_due_on', models.Value(datetime.date(9999, 12, 31), output_field=models.DateField()))), default=models.Value(datetime.date(9999, 12, 31), output_field=models.DateField())), output_field=models.DateField()),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['office', 'next_on', 'id'], name='case_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['office', 'state', 'next_on', 'id'], name='case_state_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['assignee', 'next_on', 'id'], name='case_assignee_due'),
        ),
        migrations.AlterField(
            model_name='case',
            name='state',
            field=models.CharField(choices=[('draft', 'Bản nháp'), ('submitted', 'Mới nộp – chờ tiếp nhận'), ('accepted', 'Đã tiếp nhận'), ('assigned', 'Đã phân công'), ('processing', 'Đang thẩm định'), ('inspection', 'Thẩm định thực tế'), ('supplement', 'Yêu cầu bổ sung'), ('co_review', 'Hội Khuyến học cho ý kiến'), ('checking', 'Phó phòng kiểm tra'), ('signing', 'Trình ký'), ('approved', 'Đã ký – chờ trả kết quả'), ('not_approved', 'Không phê duyệt – chờ trả'), ('returned', 'Đã trả kết quả'), ('refused', 'Từ chối tiếp nhận'), ('stopped', 'Dừng giải quyết'), ('withdrawn', 'Người nộp rút hồ sơ'), ('expired', 'Quá hạn bổ sung – trả lại')], default='draft', max_length=20, verbose_name='Trạng thái'),
        ),
        migrations.AlterField(
            model_name='event',
            name='act',
            field=models.CharField(choices=[('moved', 'Chuyển bước'), ('noted', 'Ghi chú'), ('assigned', 'Phân công'), ('read', 'Xem hồ sơ'), ('opened', 'Mở tệp'), ('withheld', 'Giữ lại tệp có mã độc'), ('answered', 'Người nộp bổ sung'), ('wrote', 'Trao đổi'), ('reminded', 'Nhắc hạn bổ sung'), ('extended', 'Gia hạn'), ('sorry', 'Xin lỗi vì trễ hẹn'), ('reckoned', 'Tính lại hạn theo lịch'), ('issued', 'Lập phiếu'), ('contact', 'Đổi liên hệ'), ('new_pin', 'Cấp mã PIN mới'), ('helper', 'Người giúp xem hồ sơ'), ('copied', 'Người nộp tải bản sao'), ('corrected', 'Sửa dữ liệu'), ('erased', 'Xóa dữ liệu'), ('rated', 'Người nộp đánh giá'), ('labelled', 'Gắn nhãn'), ('unlabelled', 'Gỡ nhãn'), ('scanned', 'Quét giấy tờ đã nhận'), ('inspected', 'Lập biên bản thẩm định thực tế'), ('scored', 'Chấm điểm')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'accepted', 'assigned', 'processing', 'inspection', 'supplement', 'co_review', 'checking', 'signing', 'approved', 'not_approved', 'returned', 'refused', 'stopped', 'withdrawn', 'expired'])), name='case_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('accepted', 'assigned', 'processing', 'inspection', 'co_review', 'checking', 'signing', 'approved', 'not_approved', 'returned', 'stopped')), _negated=True), ('received_at__isnull', False), ('about__isnull', False), _connector='OR'), name='case_dealt_with_was_received'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('accepted', 'assigned', 'processing', 'inspection', 'co_review', 'checking', 'signing')), _negated=True), ('due_on__isnull', False), ('about__isnull', False), _connector='OR'), name='case_running_has_due_day'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='inspection',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inspections', to='forms.case'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='inspection',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='files', to='forms.inspection'),
        ),
        migrations.AddField(
            model_name='officestep',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='home.office'),
        ),
        migrations.AddField(
            model_name='scoresheet',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='scoresheet',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='score_sheets', to='forms.case'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='one_inspection_per_number'),
        ),
        migrations.AddConstraint(
            model_name='officestep',
            constraint=models.UniqueConstraint(fields=('office', 'kind_code', 'state'), name='one_row_per_office_step'),
        ),
    ]
